import { type FileHandle, open as openFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { archiveRefused, Failure } from '../failure';
import { readEntry, streamEntry } from './entry-streams';
import { readZipDirectory, type ZipEntry, type ZipLimits } from './read-zip-directory';

export interface ZipFileEntry {
  /** With `/`, relative, safe to store. */
  path: string;
  size: number;
}
export interface ExtractOptions {
  /** Folder at the top, with its slash: files outside are left out, and it is taken off the paths of those inside. */
  strip?: string;
  signal?: AbortSignal;
  /** From 0 to 1. */
  progress?: (fraction: number) => void;
}
export type WriteEntry = (path: string, data: Readable | Buffer) => Promise<unknown>;

const usualLimits: ZipLimits = { entries: 100_000, totalBytes: 16 * 1024 ** 3, ratio: 1000, ratioFloor: 64 * 1024 ** 2 };
const small = 1024 ** 2;
const parallel = 4;
/** Deflate never needs more than this for `size` bytes, even when it can pack nothing. */
const mostPacked = (size: number) => size + Math.ceil(size / 100) + 1024;

/** A zip whose directory was checked as a whole; sizes and checksums are held against it while unpacking. */
export class SafeZip {
  private readonly byPath: Map<string, ZipEntry>;

  constructor(
    private readonly file: FileHandle,
    private readonly all: readonly ZipEntry[],
  ) {
    this.byPath = new Map(all.map((entry) => [entry.path, entry]));
  }

  get entries(): readonly ZipFileEntry[] {
    return this.all;
  }

  /** One file in memory. Failures: archive-refused (unknown, larger than `maxBytes`, damaged). */
  async bytesOf(path: string, maxBytes: number): Promise<Buffer> {
    const entry = this.byPath.get(path);
    if (!entry) throw archiveRefused(`The package has no file [${path}]`);
    if (entry.size > maxBytes || entry.compressedSize > mostPacked(maxBytes)) throw archiveRefused(`[${path}] has ${entry.size} bytes; at most ${maxBytes} are read; make it smaller`);
    return readEntry(this.file, entry);
  }

  /** Hands every file to `write`, four at a time; no write is under way any more when it ends. Failures: archive-refused, and those of `write`. */
  async extractAll(write: WriteEntry, options: ExtractOptions = {}): Promise<void> {
    const { strip = '', signal } = options;
    const waiting = this.all.filter((entry) => entry.path.startsWith(strip));
    const total = waiting.reduce((sum, entry) => sum + entry.size, 0) || 1;
    const stop = new AbortController();
    const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    let next = 0;
    let done = 0;
    const worker = async () => {
      for (let entry = waiting[next++]; entry; entry = waiting[next++]) {
        stopped.throwIfAborted();
        await this.extract(entry, entry.path.slice(strip.length), write, stopped);
        done += entry.size;
        options.progress?.(done / total);
      }
    };
    const guarded = () => worker().catch((error: unknown) => stop.abort(error));
    await Promise.all(Array.from({ length: parallel }, guarded));
    stopped.throwIfAborted();
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async extract(entry: ZipEntry, path: string, write: WriteEntry, stopped: AbortSignal): Promise<void> {
    if (entry.size <= small && entry.compressedSize <= mostPacked(small)) return void (await write(path, await readEntry(this.file, entry)));
    const stream = streamEntry(this.file, entry);
    const stop = () => stream.destroy(stopped.reason as Error);
    stopped.addEventListener('abort', stop, { once: true });
    try {
      await write(path, stream);
    } catch (error) {
      throw stream.errored instanceof Failure ? stream.errored : error;
    } finally {
      stopped.removeEventListener('abort', stop);
      stream.destroy();
    }
  }
}

/**
 * Opens the zip at `path` for unpacking. Refuses traversal, absolute and device names, links, encryption, duplicates, overlaps,
 * lying headers, truncation and bombs with words that name the entry. Failures: archive-refused.
 */
export async function openZipSafely(path: string, limits: Partial<ZipLimits> = {}): Promise<SafeZip> {
  const file = await openFile(path, 'r');
  try {
    return new SafeZip(file, await readZipDirectory(file, { ...usualLimits, ...limits }));
  } catch (error) {
    await file.close();
    throw error;
  }
}
