import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds the product once before the suite: pages need the browser code, and some tests start the built server. */
export default function beforeAll(): void {
  const done = spawnSync(process.execPath, [join(__dirname, '../../scripts/build.mjs'), '--if-stale'], { stdio: 'inherit' });
  if (done.status !== 0) throw new Error('the product does not build');
}
