import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { foldName } from '../platform/archive/entry-names.rules';
import { Clock } from '../platform/clock';
import { type ByteRange, FileStorage } from '../platform/storage/file-storage';
import { WeightedCache } from '../platform/weighted-cache';
import { contentTypeOf } from './content-types.rules';
import { contentKey, type FileIndex, indexKey } from './course-files.rules';
import { courseFileUnknown } from './courses.failures';
import { IssueFileToken } from './issue-file-token';

export interface CourseFile {
  size: number;
  type: string;
  /** Strong: a version never changes. */
  etag: string;
  body(range?: ByteRange): Promise<Readable | Buffer>;
}
interface Index {
  exact: Map<string, number>;
  /** Written name by folded name, for links whose case is wrong (they worked on the author's disk). */
  folded: Map<string, string>;
  checkedAt: number;
}

const keptNames = 500_000;
const hotFileBytes = 256 * 1024;
const hotBytes = 64 * 1024 * 1024;
/** A deleted course is gone on every node after this time. */
const recheckMs = 10_000;

/** A file of a course version under a signed, expiring path; only what the package listed is served. */
@Injectable()
export class ServeCourseFile {
  private readonly indexes = new WeightedCache<Index>(keptNames, (index) => index.exact.size + 1);
  private readonly loading = new Map<string, Promise<Index>>();
  private readonly hot = new WeightedCache<Buffer>(hotBytes, (bytes) => bytes.length + 256);

  constructor(
    private readonly tokens: IssueFileToken,
    private readonly storage: FileStorage,
    private readonly clock: Clock,
  ) {}

  /** Failures: file-token-invalid, course-file-unknown. */
  async run(token: string, path: string): Promise<CourseFile> {
    const versionKey = this.tokens.versionOf(token);
    const index = await this.indexOf(versionKey);
    const name = index.exact.has(path) ? path : index.folded.get(foldName(path));
    const size = name === undefined ? undefined : index.exact.get(name);
    if (name === undefined || size === undefined) throw courseFileUnknown(path.slice(0, 200));
    const key = contentKey(versionKey, name);
    return { size, type: contentTypeOf(name), etag: `"${versionKey}-${size.toString(36)}"`, body: (range) => this.body(key, size, range) };
  }

  private async body(key: string, size: number, range?: ByteRange): Promise<Readable | Buffer> {
    if (size > hotFileBytes) return this.storage.read(key, range);
    const held = this.hot.get(key);
    const whole = held ?? (await this.storage.readAll(key));
    if (!held) this.hot.set(key, whole);
    return range ? whole.subarray(range.start, range.end + 1) : whole;
  }

  private async indexOf(versionKey: string): Promise<Index> {
    const known = this.indexes.get(versionKey);
    const now = this.clock.now();
    if (known && now - known.checkedAt < recheckMs) return known;
    if (known && (await this.storage.size(indexKey(versionKey))) !== undefined) {
      known.checkedAt = now;
      return known;
    }
    this.indexes.delete(versionKey);
    const loading = this.loading.get(versionKey) ?? this.load(versionKey).finally(() => this.loading.delete(versionKey));
    this.loading.set(versionKey, loading);
    return loading;
  }

  private async load(versionKey: string): Promise<Index> {
    if ((await this.storage.size(indexKey(versionKey))) === undefined) throw courseFileUnknown('index');
    const sizes = JSON.parse((await this.storage.readAll(indexKey(versionKey))).toString('utf8')) as FileIndex;
    const exact = new Map(Object.entries(sizes));
    const index = { exact, folded: new Map([...exact.keys()].map((path) => [foldName(path), path])), checkedAt: this.clock.now() };
    this.indexes.set(versionKey, index);
    return index;
  }
}
