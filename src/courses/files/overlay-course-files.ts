import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { openZipSafely } from '../../platform/archive/read-zip-safely';
import { newKey } from '../../platform/random-ids';
import { FileStorage } from '../../platform/storage/file-storage';
import { changedFileIn, stagedPackage, stagingOf } from '../course-files.rules';
import type { ImportJob, Overlay } from '../import/import-job.entity';
import { leftBySystems } from '../manifests/detect-package-kind.rules';
import { destinationOf } from './asset-path';
import { ChangeCourseFiles, type StagedFile } from './change-course-files';

type PlacedFile = StagedFile & { path: string };

const mostFiles = 20_000;
/** Documents that are zips by themselves. */
const zippedDocument = /\.(docx|xlsx|pptx|odt|ods|odp|epub|jar|h5p)$/i;

/** Lays the files of a staged zip, or one staged file, over those of a version. What describes the course was read at its import and is not read again. */
@Injectable()
export class OverlayCourseFiles {
  constructor(
    private readonly storage: FileStorage,
    private readonly change: ChangeCourseFiles,
  ) {}

  /** Answers the key of the version. Failures: course-unknown, course-version-unknown, archive-refused, invalid-input (a place). */
  async run({ jobId, applicationId, courseId }: Pick<ImportJob, 'jobId' | 'applicationId' | 'courseId'>, { version, fileName = '' }: Overlay, signal: AbortSignal): Promise<string> {
    const staging = stagingOf(newKey());
    const stored = stagedPackage(jobId);
    try {
      const files = (await this.isZip(stored, fileName)) ? await this.unpacked(stored, staging, signal) : [await this.copied(stored, staging, fileName)];
      return await this.change.putAll({ applicationId, courseId, version }, staging, files);
    } finally {
      await this.storage.removePrefix(staging);
    }
  }

  private async isZip(stored: string, fileName: string): Promise<boolean> {
    if (/\.zip$/i.test(fileName)) return true;
    const start = await buffer(this.storage.read(stored, { start: 0, end: 3 }));
    return !zippedDocument.test(fileName) && /^PK(\x03\x04|\x05\x06)/.test(start.toString('latin1'));
  }

  private async unpacked(stored: string, staging: string, signal: AbortSignal): Promise<PlacedFile[]> {
    const files: PlacedFile[] = [];
    const copy = await this.storage.localCopy(stored);
    try {
      const zip = await openZipSafely(copy.path, { entries: mostFiles });
      const take = async (path: string, data: Parameters<FileStorage['write']>[1]) => {
        if (leftBySystems.test(path)) return Buffer.isBuffer(data) || data.resume();
        const key = newKey();
        files.push({ path, key, size: (await this.storage.write(changedFileIn(`${staging}/${key}`), data)).size });
      };
      await zip.extractAll(take, { signal }).finally(() => zip.close());
    } finally {
      await copy.release();
    }
    return files;
  }

  private async copied(stored: string, staging: string, fileName: string): Promise<PlacedFile> {
    const [path, key] = [destinationOf('/', fileName), newKey()];
    return { path, key, size: (await this.storage.write(changedFileIn(`${staging}/${key}`), this.storage.read(stored))).size };
  }
}
