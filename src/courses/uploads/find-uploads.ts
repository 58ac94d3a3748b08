import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { CourseUpload } from './course-upload.entity';
import { UploadRepository } from './upload.repository';
import { nameIn } from './uploads.rules';

/** The files an application has sent ahead, and how far one is. */
@Injectable()
export class FindUploads {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly uploads: UploadRepository,
  ) {}

  /** Nothing before its first byte. */
  async progress(applicationId: string, uploadKey: string): Promise<Pick<CourseUpload, 'bytesRead' | 'contentLength' | 'size'> | undefined> {
    const found = await this.unit.run(() => this.uploads.byKey(applicationId, uploadKey));
    return found?.bytesRead ? found : undefined;
  }

  /** Whole files in a folder, in the order of their names. */
  async list(applicationId: string, folder: string): Promise<{ name: string; size: number; modified: number }[]> {
    const found = await this.unit.run(() => this.uploads.below(applicationId, `${folder}/`));
    return found.map(({ location, size, createdAt }) => ({ name: nameIn(location ?? ''), size: size ?? 0, modified: createdAt }));
  }
}
