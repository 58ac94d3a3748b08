import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { FileStorage } from '../platform/storage/file-storage';
import { packageKey } from './course-files.rules';
import { courseFileUnknown } from './courses.failures';
import { insideCourse } from './files/asset-path';
import { ReadCourseFiles } from './files/read-course-files';
import { ZipCourseFiles } from './files/zip-course-files';

/** A version as a zip: the original package byte for byte while none of its files was changed, else one of the files as they are now. */
@Injectable()
export class ReadCoursePackage {
  constructor(
    private readonly storage: FileStorage,
    private readonly files: ReadCourseFiles,
    private readonly zip: ZipCourseFiles,
  ) {}

  /** Without a size the zip is made while it is read. Failures: course-file-unknown. */
  async run(versionKey: string): Promise<{ stream: Readable; size?: number }> {
    const files = await this.files.now(versionKey);
    const size = files.isAsImported ? await this.storage.size(packageKey(versionKey)) : undefined;
    return size === undefined ? { stream: await this.zip.run(files) } : { stream: this.storage.read(packageKey(versionKey)), size };
  }

  /** Some of its files, as they are now. Failures: course-file-unknown. */
  async some(versionKey: string, paths: readonly string[]): Promise<Readable> {
    const files = await this.files.now(versionKey);
    const found = new Map(paths.map((path) => {
      const file = files.find(insideCourse(path));
      if (!file) throw courseFileUnknown(path.slice(0, 200));
      return [file.path, file];
    }));
    return this.zip.run(files, [...found.values()]);
  }
}
