// The suite as the gate runs it: a file that fails while others run beside it is run once more by itself, and named. What fails again, or fails without a result, fails the gate.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { installIfNeeded, root } from './install.mjs';

installIfNeeded();
const report = join(root, '.jest-cache', 'gate-report.json');
mkdirSync(join(root, '.jest-cache'), { recursive: true });
rmSync(report, { force: true });
const jest = (...more) => spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', '--silent', ...more], { cwd: root, stdio: 'inherit' }).status ?? 1;

const first = jest('--json', `--outputFile=${report}`);
if (first === 0) process.exit(0);
const { testResults = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(root, name));
const few = failed.length > 0 && failed.length <= 8;
if (!few) process.exit(first);
process.stdout.write(`\nFailed beside other files, so run again by themselves:\n${failed.map((name) => `  ${name}`).join('\n')}\n\n`);
process.exit(jest('--runInBand', '--runTestsByPath', ...failed));
