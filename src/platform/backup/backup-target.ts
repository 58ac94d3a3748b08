import { createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { randomSecret } from '../random-ids';

/** Takes the entries of a backup, which stands under its name only when it is whole and on disk. Nobody but its owner may read it. */
export interface BackupTarget {
  add(name: string, size: number, body: Buffer | Readable): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

async function sync(path: string): Promise<void> {
  const opened = await open(path, 'r');
  await opened.sync().finally(() => opened.close());
}

async function give(body: Buffer | Readable, to: ReturnType<Pack['entry']>): Promise<void> {
  if (Buffer.isBuffer(body)) return void to.end(body);
  for await (const chunk of body as AsyncIterable<Buffer>) if (!to.write(chunk)) await new Promise<void>((go) => to.once('drain', go));
  to.end(null);
}

function tarTarget(path: string): BackupTarget {
  const draft = `${path}.${randomSecret(6)}.part`;
  const tar = pack();
  const written = pipeline(tar, createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }));
  written.catch(() => undefined); // told by finish, and by the entry that fails
  const entry = (name: string, size: number, body: Buffer | Readable) =>
    new Promise<void>((done, failed) => {
      const made = tar.entry({ name, size, mode: 0o600, mtime: new Date(0) }, (error) => (error ? failed(error) : done()));
      give(body, made).catch((error) => {
        made.destroy();
        failed(error);
      });
    });
  return {
    add: (name, size, body) => Promise.race([entry(name, size, body), written.then(() => undefined)]),
    finish: async () => {
      tar.finalize();
      await written;
      await rename(draft, path);
      await sync(dirname(path));
    },
    abandon: async () => {
      tar.destroy();
      await written.catch(() => undefined);
      await rm(draft, { force: true });
    },
  };
}

async function folderTarget(path: string): Promise<BackupTarget> {
  const draft = `${path}.${randomSecret(6)}.part`;
  await mkdir(draft, { mode: 0o700 });
  await chmod(draft, 0o700);
  return {
    add: async (name, _size, body) => {
      await mkdir(dirname(join(draft, name)), { recursive: true, mode: 0o700 });
      await pipeline(Buffer.isBuffer(body) ? Readable.from([body]) : body, createWriteStream(join(draft, name), { flags: 'wx', mode: 0o600, flush: true }));
    },
    finish: async () => {
      await rename(draft, path);
      await sync(dirname(path));
    },
    abandon: () => rm(draft, { recursive: true, force: true }),
  };
}

/** A tar when the name ends with `.tar`, else a folder. What stands there already is never written over. */
export async function backupTarget(path: string): Promise<BackupTarget> {
  const whole = resolve(path);
  if (existsSync(whole)) throw new Error(`${whole} is there already; name a new one`);
  if (!existsSync(dirname(whole))) throw new Error(`${dirname(whole)} is not there; make that folder first`);
  return /\.tar$/i.test(whole) ? tarTarget(whole) : folderTarget(whole);
}
