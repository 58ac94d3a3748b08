import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type ByteRange, FileStorage } from '../platform/storage/file-storage';
import { WeightedCache } from '../platform/weighted-cache';
import { contentTypeOf } from './content-types.rules';
import { keyOfFile } from './course-files.rules';
import { courseFileUnknown } from './courses.failures';
import { ReadCourseFiles } from './files/read-course-files';
import { IssueFileToken } from './issue-file-token';

export interface ServedFile {
  size: number;
  type: string;
  /** Strong: what a token opens never changes. */
  etag: string;
  body(range?: ByteRange): Promise<Readable | Buffer>;
}

const hotFileBytes = 256 * 1024;
const hotBytes = 64 * 1024 * 1024;

/** A file of a course version under a signed, expiring path; only what the package or a later change put there is served. */
@Injectable()
export class ServeCourseFile {
  private readonly hot = new WeightedCache<Buffer>(hotBytes, (bytes) => bytes.length + 256);

  constructor(
    private readonly tokens: IssueFileToken,
    private readonly files: ReadCourseFiles,
    private readonly storage: FileStorage,
  ) {}

  /** Failures: file-token-invalid, course-file-unknown. */
  async run(token: string, path: string): Promise<ServedFile> {
    const { versionKey, revision } = this.tokens.read(token);
    const file = (await this.files.of(versionKey, revision)).find(path);
    if (!file) throw courseFileUnknown(path.slice(0, 200));
    const key = keyOfFile(versionKey, file);
    return { size: file.size, type: contentTypeOf(file.path), etag: `"${file.folder}-${file.size.toString(36)}"`, body: (range) => this.body(key, file.size, range) };
  }

  /** With its first bytes there, so that a store that is away is still answered with a status. */
  private async begun(stream: Readable): Promise<Readable> {
    await once(stream, 'readable');
    return stream;
  }

  private async body(key: string, size: number, range?: ByteRange): Promise<Readable | Buffer> {
    if (size > hotFileBytes) return this.begun(this.storage.read(key, range));
    const held = this.hot.get(key);
    const whole = held ?? (await this.storage.readAll(key));
    if (!held) this.hot.set(key, whole);
    return range ? whole.subarray(range.start, range.end + 1) : whole;
  }
}
