// npm run check: lint, types, architecture rules, unused code, schema drift. Nothing is excluded to make it pass.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installIfNeeded, root } from './install.mjs';

installIfNeeded();
const bin = (name) => join(root, 'node_modules/.bin', name);
const steps = [
  ['lint', bin('biome'), ['lint', '--error-on-warnings', '--max-diagnostics=100']],
  ['types', bin('tsc'), ['--noEmit', '-p', '.']],
  ...(existsSync(join(root, 'templates/tsconfig.json')) ? [['types of browser code', bin('tsc'), ['--noEmit', '-p', 'templates']]] : []),
  ['architecture', bin('depcruise'), ['src', 'templates', '--config', '.dependency-cruiser.cjs']],
  ['unused code', bin('knip'), []],
  ['schema drift', process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), 'test/schema']],
];

let failed = 0;
for (const [name, command, args] of steps) {
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, npm_config_loglevel: 'error' } });
  process.stdout.write(`${done.status === 0 ? 'ok    ' : 'FAILED'} ${name}\n`);
  if (done.status === 0) continue;
  failed++;
  process.stdout.write(`${done.stdout ?? ''}${done.stderr ?? ''}\n`);
}
process.stdout.write(`${steps.length - failed} passed, ${failed} failed\n`);
process.exit(failed ? 1 : 0);
