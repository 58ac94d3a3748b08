import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Booted, bootCourseway } from '../support/boot';
import { makeScorm12Zip } from '../support/make/course-packages';
import { readZip } from '../support/read-zip';

const pages = resolve(__dirname, '../../docs/api');
let courseway: Booted;
let folder: string;

beforeEach(async () => {
  courseway = await bootCourseway();
  folder = mkdtempSync(join(tmpdir(), 'courseway-quick-'));
  writeFileSync(join(folder, 'course.zip'), await makeScorm12Zip({ title: 'Safety' }));
});
afterEach(async () => {
  await courseway.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Without the program the test is skipped in a visible line, unless REQUIRE_ALL=1. */
const withProgram = (program: string) => (process.env['REQUIRE_ALL'] === '1' || spawnSync(program, ['--version']).status === 0 ? test : test.skip);

/** The blocks of a page as one program. */
const programOf = (page: string, language: string): string => [...readFileSync(join(pages, page), 'utf8').matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter(([, word]) => word === language).map(([, , code]) => code).join('\n');

async function run(page: string, language: string, file: string, program: string): Promise<string> {
  writeFileSync(join(folder, file), programOf(page, language));
  const environment = { PATH: process.env['PATH'], HOME: folder, KEY: `${courseway.applicationId}:${courseway.secret}`, API: `${courseway.publicUrl}/api/v2` };
  const { stdout } = await promisify(execFile)(program, [file], { cwd: folder, env: environment, timeout: 60_000 });
  return stdout;
}

/** What each of them leaves behind. */
async function everythingIsThere(): Promise<void> {
  const read = async (path: string) => (await (await courseway.api(path)).json()) as Record<string, unknown>;
  expect(await read('/courses/safety')).toMatchObject({ id: 'safety', title: 'Safety' });
  expect(await read('/registrations/jo-safety')).toMatchObject({ registrationCompletion: 'UNKNOWN', learner: { id: 'jo', firstName: 'Jo' } });
  expect(await read('/dispatch/dispatches/safety-for-acme')).toMatchObject({ destinationId: 'acme', courseId: 'safety', registrationCap: 50 });
  expect([...(await readZip(readFileSync(join(folder, 'safety-for-acme.zip')))).keys()]).toContain('imsmanifest.xml');
}

withProgram('curl')('curl', async () => {
  const said = await run('curl.md', 'sh', 'start.sh', 'sh');
  expect(said.split('\n')).toEqual(['import: COMPLETE', expect.stringMatching(/^http.*\/launch\//), 'UNKNOWN', expect.stringMatching(/^http.*\/invitations\//), '']);
  await everythingIsThere();
});

test('JavaScript', async () => {
  const said = await run('javascript.md', 'js', 'start.mjs', process.execPath);
  expect(said.split('\n')).toEqual(['import: COMPLETE ', expect.stringMatching(/^http.*\/launch\/\S+ UNKNOWN UNKNOWN undefined$/), 'jo-safety jo', '']);
  await everythingIsThere();
});

withProgram('python3')('Python', async () => {
  const said = await run('python.md', 'python', 'start.py', 'python3');
  expect(said.split('\n')).toEqual(['import: COMPLETE ', expect.stringMatching(/^http.*\/launch\//), 'UNKNOWN UNKNOWN None', 'jo-safety jo', '']);
  await everythingIsThere();
});
