// A practice LMS: imports dispatch packages, plays them as a SCORM 1.2 LMS does, and shows every call. For trying, teaching and tests; not for learners.
// node scripts/practice-lms.mjs [--port 8500] [package.zip ...]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { installIfNeeded } from './install.mjs';

const { values, positionals } = parseArgs({ options: { port: { type: 'string', default: '8500' } }, allowPositionals: true });
installIfNeeded();
const { buildBrowser } = await import('./build-browser.mjs');
const { startPracticeLms } = await import('./practice-lms/server.mjs');
try {
  await buildBrowser();
  const { url } = await startPracticeLms({ port: Number(values.port), zips: positionals.map((file) => readFileSync(file)) });
  process.stdout.write(`Practice LMS ready at ${url}\nStop it with Ctrl-C.\n`);
} catch (error) {
  process.stderr.write(`The practice LMS did not start: ${error.message}\n`);
  process.exit(1);
}
