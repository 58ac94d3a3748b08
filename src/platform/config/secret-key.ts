import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomSecret } from '../random-ids';

/** The signing key of `dataDir/keys` when there is one, else nothing: for commands that may not make anything there. */
export function foundSecretKey(dataDir: string): string {
  const file = join(dataDir, 'keys', 'secret.key');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

/** The signing key kept in `dataDir/keys`, made at the first start (mode 0600). Several nodes share one by SECRET_KEY. */
export function keptSecretKey(dataDir: string): string {
  const folder = join(dataDir, 'keys');
  const file = join(folder, 'secret.key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, randomSecret(48), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
