import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageName } from '../../src/dispatch/package/file-names.rules';
import { packageFormats } from '../../src/dispatch/package/package-formats.rules';
import { readme, type ReadmeFacts } from '../../src/dispatch/package/readme.rules';
import { type Booted, bootCourseway, freePort } from '../support/boot';
import { exportDispatch } from '../support/exporting';
import { publishCourse } from '../support/dispatching';
import { readZip } from '../support/read-zip';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
  await courseway.api('/dispatch/destinations', { method: 'POST', body: { destinations: [{ id: 'client', data: { name: 'Muster & Söhne', email: 'kim@muster.example', preset: 'moodle' } }] } });
  for (const [i, id] of ['One', 'one', 'con', '../etc/passwd', '.hidden', 'zwei ä', 'x'.repeat(255)].entries()) {
    await publishCourse(courseway, `course-${i}`, `Course ${i} “Ä”`);
    const made = await courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id, data: { destinationId: 'client', courseId: `course-${i}` } }] } });
    if (made.status !== 204) throw new Error(await made.text());
  }
});
afterAll(() => courseway?.close());

const download = async (path: string) => {
  const answer = await courseway.api(path);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
};
const textIn = async (zip: Buffer, name: string) => (await readZip(zip)).get(name)?.toString('utf8') ?? '';

test.each(packageFormats)('%s: the zip of a destination holds a package of each dispatch under a name that every system takes, and a README that lists them', async (format) => {
  const zip = await download(`/dispatch/destinations/client/dispatches/zip?type=${format}`);
  const files = await readZip(zip);
  const names = [...files.keys()];
  expect(names).toHaveLength(8);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(8);
  for (const name of names) expect(name).toMatch(/^(?!(con|prn|aux|nul)[.-])[A-Za-z0-9_][A-Za-z0-9._-]{0,130}\.(zip|txt)$/i);
  const text = files.get('README.txt')?.toString('utf8') ?? '';
  for (const part of ['Muster & Söhne', 'kim@muster.example', new URL(courseway.publicUrl).host, 'How to set it up', 'What comes back', ...names.filter((name) => name !== 'README.txt')]) expect(text).toContain(part);
  expect(text.split('\r\n').filter((line) => line.length > 240 || /\t/.test(line))).toEqual([]);
  for (const [name, inner] of files) if (name.endsWith('.zip')) expect((await readZip(inner)).size).toBeGreaterThan(0);
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  writeFileSync(join(folder, 'a.zip'), zip);
  execFileSync('unzip', ['-tq', join(folder, 'a.zip')]);
  rmSync(folder, { recursive: true });
}, 30_000);

test('a package of LTI holds what the LMS is told, and takes no key', async () => {
  const told = (await (await courseway.api('/dispatch/dispatches/One/lti')).json()) as object;
  const eleven = await download('/dispatch/dispatches/One/zip?type=LTI_11');
  expect([...(await readZip(eleven)).keys()]).toEqual(['README.txt', 'lti11.json']);
  expect(JSON.parse(await textIn(eleven, 'lti11.json'))).toEqual({ title: 'Course 0 “Ä”', ...told });
  const thirteen = JSON.parse(await textIn(await download('/dispatch/dispatches/One/zip?type=LTI_13'), 'lti13.json')) as object;
  expect(thirteen).toMatchObject({ ...((await (await courseway.api('/dispatch/dispatches/One/lti13')).json()) as object), ...((await (await courseway.api('/dispatch/destinations/client/lti13')).json()) as object) });
  expect(JSON.stringify(thirteen)).not.toContain('PRIVATE');
  expect((await (await courseway.otherTenant()).api('/dispatch/dispatches/One/zip?type=LTI_11')).status).toBe(404);
});

test('a package of a plain link holds the address as a shortcut and as a page', async () => {
  const zip = await download('/dispatch/dispatches/One/zip?type=LINK');
  expect([...(await readZip(zip)).keys()]).toEqual(['README.txt', 'course.url', 'course.html']);
  const url = /^URL=(\S+)\r$/m.exec(await textIn(zip, 'course.url'))?.[1] ?? '';
  expect(url.startsWith(`${courseway.publicUrl}/link/`)).toBe(true);
  expect(await textIn(zip, 'course.html')).toContain(`href="${url}"`);
  expect(await textIn(zip, 'README.txt')).toContain('cannot report status');
});

test('types are taken however they are written, and unknown ones are refused with those there are', async () => {
  for (const type of ['aicc', 'cmi5', 'CMI_5', 'LTI11', 'lti-1.3', 'SCORM12', 'link']) expect([type, (await courseway.api(`/dispatch/dispatches/One/zip?type=${type}`)).status]).toEqual([type, 200]);
  for (const path of ['dispatches/One/zip', 'destinations/client/dispatches/zip']) {
    const answer = await courseway.api(`/dispatch/${path}?type=LTI_20`);
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([400, `type: [LTI_20] is not offered; use ${packageFormats.join(', ')}`]);
  }
});

test('names: ids as they are where they may be, else with the key', () => {
  const key = '0123456789abcdefghjkmnpqrs';
  const used = new Set<string>();
  expect(['a', 'A', 'a b', 'NUL', 'lpt1.x', '...', 'ä', 'a.'].map((id) => packageName(id, key, used))).toEqual(['a.zip', `A-${key}.zip`, `a-b-${key}.zip`, `_NUL-${key}.zip`, `_lpt1.x-${key}.zip`, `${key}.zip`, `${key}.zip`, `a.-${key}.zip`]);
});

test('addresses in packages are those of the launch host, which is told to the administrator too', async () => {
  const port = await freePort();
  const other = await bootCourseway({ PORT: String(port), LAUNCH_URL: `http://launch.example.test:${port}` });
  try {
    for (const [format, file] of [['AICC', 'course.au'], ['CMI5', 'cmi5.xml'], ['LINK', 'course.url']] as const) {
      const { zip } = await exportDispatch(other, format);
      expect([format, await textIn(zip, file)]).toEqual([format, expect.stringContaining(`http://launch.example.test:${port}/${format.toLowerCase()}/`)]);
      if (format === 'LINK') expect(await textIn(zip, 'README.txt')).toContain(`must reach launch.example.test:${port}, localhost:${port} and `);
    }
  } finally {
    await other.close();
  }
});

test('a README says what is true of its format, names hosts once, and leaves no word of the caller in control', () => {
  const facts: ReadmeFacts = { format: 'SCORM_12', preset: 'generic', destination: 'A\r\nB', origins: ['https://one.example', 'https://one.example', 'https://two.example'], contact: '' };
  const all = packageFormats.map((format) => readme({ ...facts, format }));
  expect(new Set(all).size).toBe(packageFormats.length);
  for (const text of all) {
    expect(text).toContain('Courses for A B');
    expect(text).toContain('one.example and two.example');
    expect(text).not.toMatch(/undefined|\[object|\{\{|[^\r]\n/);
  }
  expect(readme({ ...facts, format: 'AICC', preset: 'moodle' })).toContain('Enable AICC HACP');
  expect(readme({ ...facts, origins: ['https://one.example', 'https://x.example', 'https://two.example'] })).toContain('one.example, x.example and two.example');
  expect(readme({ ...facts, contact: 'Kim, +49 1' })).toContain('Kim, +49 1');
});
