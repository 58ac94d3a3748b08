import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { FileStorage } from '../../platform/storage/file-storage';
import { UploadRepository } from './upload.repository';
import { folderOfUpload } from './uploads.rules';

/** Removes files that were sent ahead; safe where there are none. */
@Injectable()
export class DeleteUploads {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly uploads: UploadRepository,
    private readonly storage: FileStorage,
  ) {}

  async run(applicationId: string, locations: readonly string[]): Promise<void> {
    await this.remove(await this.unit.run(async () => (await this.uploads.byLocations(applicationId, locations)).map(({ uploadKey }) => uploadKey)));
  }

  /** Of whichever applications. */
  async remove(uploadKeys: readonly string[]): Promise<void> {
    await this.unit.run(() => this.uploads.remove(uploadKeys));
    for (const uploadKey of uploadKeys) await this.storage.removePrefix(folderOfUpload(uploadKey));
  }
}
