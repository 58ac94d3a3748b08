// npm run dev: builds, starts, and does both again when a source file changes.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { installIfNeeded, root } from './install.mjs';
import { loadEnv } from './load-env.mjs';

installIfNeeded();
loadEnv(root);
const { build } = await import('./build.mjs');
let running;
let timer;
let building = false;

async function restart() {
  if (building) return schedule();
  building = true;
  try {
    await build();
    if (running) {
      running.kill('SIGTERM');
      await new Promise((resolve) => running.once('exit', resolve));
    }
    running = spawn(process.execPath, ['--enable-source-maps', join(root, 'dist/main.js')], { cwd: root, stdio: 'inherit' });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
  }
  building = false;
}
function schedule() {
  clearTimeout(timer);
  timer = setTimeout(restart, 200);
}
for (const folder of ['src', 'templates']) watch(join(root, folder), { recursive: true }, schedule);
await restart();
