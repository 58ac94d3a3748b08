import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Stands in the data folder as long as a restore works there. */
export const unfinished = 'restore-unfinished';

/** Ends a start on a folder whose restore was cut off. */
export function refuseHalfRestored(dataDir: string): void {
  if (existsSync(join(dataDir, unfinished))) throw Object.assign(new Error(`a restore into ${resolve(dataDir)} was cut off; empty that folder (and the database of DATABASE_URL) and restore again`), { code: 'HALF_RESTORED' });
}
