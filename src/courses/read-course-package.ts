import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { FileStorage } from '../platform/storage/file-storage';
import { packageKey } from './course-files.rules';
import { courseFileUnknown } from './courses.failures';

/** The original package of a version, byte for byte. */
@Injectable()
export class ReadCoursePackage {
  constructor(private readonly storage: FileStorage) {}

  /** Failures: course-file-unknown. */
  async run(versionKey: string): Promise<{ stream: Readable; size: number }> {
    const size = await this.storage.size(packageKey(versionKey));
    if (size === undefined) throw courseFileUnknown('package.zip');
    return { stream: this.storage.read(packageKey(versionKey)), size };
  }
}
