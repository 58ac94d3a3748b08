import type { Readable } from 'node:stream';

export interface ByteRange {
  start: number;
  /** Inclusive. */
  end: number;
}

export interface LocalCopy {
  path: string;
  release(): Promise<void>;
}

/** Where course files are kept. Keys look like `courses/<version>/content/a/b.html` and never hold `..`. */
export abstract class FileStorage {
  /** Writes the whole file or nothing. */
  abstract write(key: string, data: Readable | Buffer): Promise<{ size: number }>;
  abstract read(key: string, range?: ByteRange): Readable;
  abstract readAll(key: string): Promise<Buffer>;
  /** Bytes, or `undefined` when there is no such file. */
  abstract size(key: string): Promise<number | undefined>;
  abstract removePrefix(prefix: string): Promise<void>;
  /** Names of the direct sub-folders. */
  abstract listFolders(prefix: string): Promise<string[]>;
  abstract move(fromPrefix: string, toPrefix: string): Promise<void>;
  /** A path on this machine with the bytes of `key`, for readers that need to seek; call `release` after use. */
  abstract localCopy(key: string): Promise<LocalCopy>;
  /** Returns when everything below `prefix` is durable; call it before publishing many small files. */
  abstract settle(prefix: string): Promise<void>;
}
