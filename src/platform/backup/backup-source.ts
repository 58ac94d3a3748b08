import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { manifestName } from './backup-manifest.rules';

export interface BackupEntry {
  name: string;
  size: number;
  body: AsyncIterable<Buffer>;
}
/** A backup to be read from its start to its end, as often as one likes; the manifest comes last. */
export interface BackupSource {
  entries(): AsyncIterable<BackupEntry>;
}

async function* ofTar(path: string): AsyncIterable<BackupEntry> {
  const file = createReadStream(path, { highWaterMark: 262144 });
  const tar = extract();
  file.on('error', (error) => tar.destroy(error));
  file.pipe(tar);
  try {
    for await (const entry of tar as AsyncIterable<Readable & { header: { name: string; size: number; type: string } }>) {
      const { name, size, type } = entry.header;
      if (type !== 'file') throw new Error(`[${name}] is no plain file; this is no backup of ours`);
      yield { name, size, body: entry };
      entry.resume();
    }
  } finally {
    file.destroy();
  }
}

async function* ofFolder(path: string): AsyncIterable<BackupEntry> {
  const found = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const names = found.map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/')).sort();
  for (const name of [...names.filter((one) => one !== manifestName), ...names.filter((one) => one === manifestName)]) {
    const place = join(path, name);
    yield { name, size: (await stat(place)).size, body: createReadStream(place, { highWaterMark: 262144 }) };
  }
}

export async function backupSource(path: string): Promise<BackupSource> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Error(`${path} is not there`);
  return { entries: () => (found.isDirectory() ? ofFolder(path) : ofTar(path)) };
}
