// npm start: installs what is missing, builds what is old, starts the product in this process.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installIfNeeded, root } from './install.mjs';
import { loadEnv } from './load-env.mjs';

installIfNeeded();
const { build, isStale } = await import('./build.mjs');
if (isStale()) {
  process.stdout.write('Building ...\n');
  await build();
}
process.chdir(root);
loadEnv(root);
createRequire(import.meta.url)(join(root, 'dist/main.js'));
