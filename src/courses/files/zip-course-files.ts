import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { FileStorage } from '../../platform/storage/file-storage';
import { keyOfFile } from '../course-files.rules';
import type { CourseFile, CourseFileSet } from './course-file-set.rules';

/** What is compressed already is stored as it is. */
const packed = /\.(zip|png|jpe?g|gif|webp|avif|mp[34]|m4[av]|aac|og[agv]|webm|flac|woff2?|pdf|docx|xlsx|pptx|epub|glb)$/i;

interface Archive extends Readable {
  append(source: Readable, entry: { name: string; date?: Date; store?: boolean }): unknown;
  finalize(): Promise<void>;
}

/** A zip of the files of a course, made no faster than it is read. */
@Injectable()
export class ZipCourseFiles {
  constructor(private readonly storage: FileStorage) {}

  /** Of all its files, or some. */
  async run(files: CourseFileSet, some?: readonly CourseFile[]): Promise<Readable> {
    const { ZipArchive } = await import('archiver'); // loaded when the first zip is asked for: it is large
    const archive = new ZipArchive({ zlib: { level: 6 } }) as unknown as Archive;
    archive.on('error', () => undefined); // whoever reads it hears of it too
    this.fill(archive, files.versionKey, some ?? files.files()).catch((error: Error) => archive.destroy(error));
    return archive;
  }

  private async fill(archive: Archive, versionKey: string, files: Iterable<CourseFile>): Promise<void> {
    for (const file of files) {
      const source = this.storage.read(keyOfFile(versionKey, file));
      try {
        await appended(archive, source, { name: file.path, store: packed.test(file.path), ...(file.changedAt !== undefined && { date: new Date(file.changedAt) }) });
      } finally {
        source.destroy();
      }
      if (archive.destroyed) return;
    }
    await archive.finalize();
  }
}

/** Ends when the archive has taken the whole of `source`, or whoever reads it has gone. */
function appended(archive: Archive, source: Readable, entry: { name: string; date?: Date; store: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error) => {
      archive.off('entry', taken).off('close', taken);
      if (error) reject(error);
      else resolve();
    };
    const taken = () => end();
    archive.once('entry', taken).once('close', taken);
    source.once('error', end);
    archive.append(source, entry);
  });
}
