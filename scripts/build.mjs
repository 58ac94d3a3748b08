// Builds src to dist (swc, CommonJS) and the browser code of templates to dist/browser.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBrowser } from './build-browser.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const swc = createRequire(import.meta.url)('@swc/core');
export const stamp = join(root, 'dist/.built');

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

/** Whether dist is absent or older than what it is made of. */
export function isStale() {
  let built;
  try {
    built = statSync(stamp).mtimeMs;
  } catch {
    return true;
  }
  for (const folder of ['src', 'templates', 'scripts']) for (const file of filesBelow(join(root, folder))) if (statSync(file).mtimeMs > built) return true;
  return ['package.json', 'package-lock.json', '.swcrc'].some((file) => statSync(join(root, file)).mtimeMs > built);
}

function existing(folder) {
  try {
    return [...filesBelow(folder)];
  } catch {
    return [];
  }
}

/** Whether a file of dist is browser code or still has its source. */
function isMade(file) {
  const path = relative(join(root, 'dist'), file);
  if (path.startsWith('browser/')) return true;
  try {
    return statSync(join(root, 'src', path.replace(/\.js(\.map)?$/, '.ts'))).isFile();
  } catch {
    return false;
  }
}

export async function build() {
  for (const file of existing(join(root, 'dist'))) if (!isMade(file)) rmSync(file);
  for (const file of filesBelow(join(root, 'src'))) {
    if (!file.endsWith('.ts')) continue;
    const out = join(root, 'dist', relative(join(root, 'src'), file).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(out), { recursive: true });
    const { code, map } = await swc.transformFile(file, { configFile: join(root, '.swcrc'), sourceFileName: relative(dirname(out), file) });
    writeFileSync(out, `${code}\n//# sourceMappingURL=${out.split('/').pop()}.map\n`);
    writeFileSync(`${out}.map`, map ?? '');
  }
  await buildBrowser();
  writeFileSync(stamp, '');
}

if (process.argv[1] === fileURLToPath(import.meta.url) && (!process.argv.includes('--if-stale') || isStale())) await build();
