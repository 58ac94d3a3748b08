import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { randomSecret } from '../random-ids';
import { FileStorage, type ByteRange, type LocalCopy } from './file-storage';

const syncsAtOnce = 16;

const missing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function sync(path: string): Promise<void> {
  const opened = await open(path, 'r');
  await opened.sync().finally(() => opened.close());
}

/** Files in `DATA_DIR/files`; a file appears under its name only when it is whole and on disk. */
@Injectable()
export class DiskFileStorage extends FileStorage {
  private readonly root: string;
  private readonly made = new Set<string>();

  constructor(config: Config) {
    super();
    this.root = resolve(config.dataDir, 'files');
  }

  async write(key: string, data: Readable | Buffer): Promise<{ size: number }> {
    const path = this.path(key);
    if (!Buffer.isBuffer(data)) data.on('error', () => undefined); // it may fail before the pipeline below listens
    await this.makeFolder(dirname(path));
    const draft = `${path}.${randomSecret(6)}.part`;
    try {
      if (Buffer.isBuffer(data)) await this.writeBuffer(draft, data);
      else await pipeline(data, createWriteStream(draft, { flags: 'wx', flush: true, highWaterMark: 262144 }));
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw (!Buffer.isBuffer(data) && data.errored) || error;
    }
    return { size: Buffer.isBuffer(data) ? data.length : (await stat(path)).size };
  }

  read(key: string, range?: ByteRange): Readable {
    return createReadStream(this.path(key), { ...range, highWaterMark: 262144 });
  }

  readAll(key: string): Promise<Buffer> {
    return readFile(this.path(key));
  }

  async size(key: string): Promise<number | undefined> {
    try {
      const found = await stat(this.path(key));
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      if (missing(error)) return undefined;
      throw error;
    }
  }

  async removePrefix(prefix: string): Promise<void> {
    this.made.clear();
    await rm(this.path(prefix), { recursive: true, force: true, maxRetries: 3 });
  }

  async listFolders(prefix: string): Promise<string[]> {
    try {
      return (await readdir(this.path(prefix), { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    } catch (error) {
      if (missing(error)) return [];
      throw error;
    }
  }

  async move(fromPrefix: string, toPrefix: string): Promise<void> {
    const to = this.path(toPrefix);
    await this.makeFolder(dirname(to));
    await rename(this.path(fromPrefix), to);
    this.made.clear();
    await sync(dirname(to)); // the new name itself must survive a power cut
  }

  async localCopy(key: string): Promise<LocalCopy> {
    return { path: this.path(key), release: async () => undefined };
  }

  async settle(prefix: string): Promise<void> {
    const root = this.path(prefix);
    const below = await readdir(root, { recursive: true, withFileTypes: true });
    const paths = below.filter((entry) => entry.isFile() || entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
    let next = 0;
    const worker = async () => {
      for (let path = paths[next++]; path !== undefined; path = paths[next++]) await sync(path);
    };
    await Promise.all(Array.from({ length: syncsAtOnce }, worker));
    await sync(root);
  }

  private async writeBuffer(path: string, data: Buffer): Promise<void> {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(data);
    } finally {
      await file.close();
    }
  }

  private async makeFolder(path: string): Promise<void> {
    if (this.made.has(path)) return;
    await mkdir(path, { recursive: true });
    if (this.made.size > 10_000) this.made.clear();
    this.made.add(path);
  }

  private path(key: string): string {
    const path = resolve(join(this.root, key));
    if (!path.startsWith(this.root + sep)) throw new Error(`A storage key must stay inside the store: ${key}`);
    return path;
  }
}
