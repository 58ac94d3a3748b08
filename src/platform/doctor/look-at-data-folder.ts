import { existsSync } from 'node:fs';
import { open, rm, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { randomSecret } from '../random-ids';
import { type Examined, type Finding, type Looked, outcome, wordsOf } from './examination';

/** File systems that forget with the power, or whose locks and syncs hold only half of what SQLite relies on. */
const unfit: Readonly<Record<number, string>> = { 16914836: 'a file system in memory (tmpfs)', 26985: 'a network file system (NFS)', 4283649346: 'a network file system (CIFS)', 4266872130: 'a network file system (SMB)' };

function nearest(path: string): string {
  return existsSync(path) ? path : nearest(dirname(path));
}

async function faultOfWriting(folder: string): Promise<string | undefined> {
  const file = join(nearest(folder), `.courseway-doctor-${randomSecret(6)}`);
  try {
    const opened = await open(file, 'wx', 0o600);
    await opened.sync().finally(() => opened.close());
    await rm(file);
    return undefined;
  } catch (error) {
    return wordsOf(error);
  }
}

/** Whether course files and keys can be written, and the embedded database be kept, where DATA_DIR points. */
export async function lookAtDataFolder({ config }: Examined): Promise<Looked> {
  const folder = resolve(config.dataDir);
  const findings: Finding[] = [];
  const fault = await faultOfWriting(folder);
  if (fault) findings.push({ check: 'data folder', what: `DATA_DIR ${folder} cannot be written (${fault})`, mend: 'make it a folder that belongs to the user the server runs as, on a disk with room' });
  if (config.databaseUrl) return outcome(['data folder'], findings);
  const kind = unfit[(await statfs(nearest(folder))).type >>> 0];
  if (kind) findings.push({ check: 'durability', what: `DATA_DIR with the embedded database is on ${kind}: acknowledged results can be lost`, mend: 'put DATA_DIR on a local disk, or use DATABASE_URL' });
  return outcome(['data folder', 'durability'], findings);
}
