// npm test: installs what is missing, then the whole suite. Further arguments go to Jest.
import { spawnSync } from 'node:child_process';
import { installIfNeeded, root } from './install.mjs';

installIfNeeded();
const done = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exit(done.status ?? 1);
