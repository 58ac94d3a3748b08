import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { streamZip, type ZippedFile } from '../../platform/archive/stream-zip';
import { FileStorage } from '../../platform/storage/file-storage';
import { keyOfFile } from '../course-files.rules';
import type { CourseFile, CourseFileSet } from './course-file-set.rules';

/** What is compressed already is stored as it is. */
const packed = /\.(zip|png|jpe?g|gif|webp|avif|mp[34]|m4[av]|aac|og[agv]|webm|flac|woff2?|pdf|docx|xlsx|pptx|epub|glb)$/i;

/** A zip of the files of a course, made no faster than it is read. */
@Injectable()
export class ZipCourseFiles {
  constructor(private readonly storage: FileStorage) {}

  /** Of all its files, or some. */
  run(files: CourseFileSet, some?: readonly CourseFile[]): Promise<Readable> {
    return streamZip(this.zipped(files.versionKey, some ?? files.files()));
  }

  private *zipped(versionKey: string, files: Iterable<CourseFile>): Generator<ZippedFile> {
    for (const file of files)
      yield { name: file.path, store: packed.test(file.path), open: () => this.storage.read(keyOfFile(versionKey, file)), ...(file.changedAt !== undefined && { date: new Date(file.changedAt) }) };
  }
}
