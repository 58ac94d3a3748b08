import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { FileStorage } from '../../platform/storage/file-storage';
import { uploadUnknown } from '../courses.failures';
import { StartCourseImport } from '../import/start-course-import';
import { UploadRepository } from './upload.repository';
import { fileOfUpload, nameIn } from './uploads.rules';

/** Stages a copy of a file that was sent ahead; the file itself stays until it is deleted. */
@Injectable()
export class StageUpload {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly uploads: UploadRepository,
    private readonly storage: FileStorage,
    private readonly start: StartCourseImport,
  ) {}

  /** Answers the id that its job will have. Failures: upload-unknown. */
  async run(applicationId: string, location: string): Promise<{ jobId: string; fileName: string }> {
    const [upload] = await this.unit.run(() => this.uploads.byLocations(applicationId, [location]));
    if (!upload) throw uploadUnknown(location.slice(0, 200));
    return { jobId: await this.start.stage(this.storage.read(fileOfUpload(upload.uploadKey))), fileName: nameIn(location) };
  }
}
