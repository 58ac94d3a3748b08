import { readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Booted, bootCourseway } from '../../support/boot';
import { endOfImport, importCourse } from '../../support/courses';
import { makeScorm12Zip, makeScorm2004Zip, makeZip, scorm12Manifest } from '../../support/make/course-packages';

let courseway: Booted;
let allowed: Booted;
beforeAll(async () => {
  courseway = await bootCourseway({ MAX_UPLOAD_BYTES: '5000000' });
  allowed = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
});
afterAll(() => Promise.all([courseway.close(), allowed.close()]));

const filesOf = (folder: string): string[] => {
  try {
    return readdirSync(join(courseway.config.dataDir, 'files', folder));
  } catch {
    return [];
  }
};

describe('importing', () => {
  test('a SCORM 1.2 package becomes a course with its structure', async () => {
    const job = await importCourse(courseway, 'one', await makeScorm12Zip({ title: 'Fire & safety', scos: 3 }));
    expect(job).toMatchObject({ status: 'COMPLETE', importResult: { parserWarnings: [], course: { id: 'one', version: 0, title: 'Fire & safety', courseLearningStandard: 'SCORM12' } } });
    const course = await (await courseway.api('/courses/one?includeRegistrationCount=true')).json();
    expect(course).toMatchObject({ registrationCount: 0, rootActivity: { activityType: 'AGGREGATION', children: [{ activityType: 'SCO', itemIdentifier: 'ITEM-1', href: 'sco1.html' }, {}, {}] } });
  });

  test('a SCORM 2004 package, one wrapped in a folder, and one in UTF-16 with a byte order mark', async () => {
    expect(await importCourse(courseway, 'two', await makeScorm2004Zip())).toMatchObject({ status: 'COMPLETE', importResult: { course: { courseLearningStandard: 'SCORM20044THEDITION' } } });
    const nested = await importCourse(courseway, 'nested', await makeScorm12Zip({ nestedIn: 'My course' }));
    const warnings = [expect.stringContaining('[My course/]')];
    expect(nested.importResult?.parserWarnings).toEqual(warnings);
    const told = async (path: string) => (await (await courseway.api(path)).json()) as { courses: object[] };
    expect(await told('/courses/nested')).toMatchObject({ importWarnings: warnings });
    expect(await told('/courses/nested/versions/0')).toMatchObject({ importWarnings: warnings });
    expect((await told('/courses/nested/versions')).courses).toMatchObject([{ importWarnings: warnings }]);
    expect((await told('/courses?filter=nested&filterBy=course_id')).courses[0]).not.toHaveProperty('importWarnings');
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(scorm12Manifest({ title: 'Grüße' }).replace('UTF-8', 'UTF-16'), 'utf16le')]);
    expect((await importCourse(courseway, 'utf16', await makeScorm12Zip({ manifest: utf16 }))).importResult?.course.title).toBe('Grüße');
  });

  test('a second import is 409 unless a new version may be made; versions are listed and deleted', async () => {
    await importCourse(courseway, 'versions', await makeScorm12Zip({ title: 'First' }));
    await expect(importCourse(courseway, 'versions', await makeScorm12Zip())).rejects.toThrow('409');
    await importCourse(courseway, 'versions', await makeScorm12Zip({ title: 'Second' }), '&mayCreateNewVersion=true');
    const { courses } = (await (await courseway.api('/courses/versions/versions')).json()) as { courses: { version: number; title: string }[] };
    expect(courses.map((c) => [c.version, c.title])).toEqual([[0, 'First'], [1, 'Second']]);
    expect((await courseway.api('/courses/versions/versions/1', { method: 'DELETE' })).status).toBe(204);
    expect(await (await courseway.api('/courses/versions')).json()).toMatchObject({ version: 0, title: 'First' });
    expect((await courseway.api('/courses/versions/versions/0', { method: 'DELETE' })).status).toBe(204);
    expect((await courseway.api('/courses/versions')).status).toBe(404);
  });

  test('the original package comes back byte for byte', async () => {
    const zip = await makeScorm12Zip();
    await importCourse(courseway, 'bytes', zip);
    const answer = await courseway.api('/courses/bytes/zip');
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(Buffer.from(await answer.arrayBuffer()).equals(zip)).toBe(true);
  });

  test('by URL, with the refusal of private addresses unless the operator allows them', async () => {
    const zip = await makeScorm12Zip();
    const server = createServer((request, response) => (request.url === '/course.zip' ? response.end(zip) : response.writeHead(404).end())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fetchInto = async (booted: Booted, id: string, url: string) => {
      const { result } = (await (await booted.api(`/courses/importJobs?courseId=${id}`, { method: 'POST', body: { url } })).json()) as { result: string };
      return endOfImport(booted, result);
    };
    expect(await fetchInto(allowed, 'by-url', `${origin}/course.zip`)).toMatchObject({ status: 'COMPLETE' });
    expect(await fetchInto(allowed, 'missing', `${origin}/other.zip`)).toMatchObject({ status: 'ERROR', message: expect.stringContaining('404') });
    expect(await fetchInto(courseway, 'refused', `${origin}/course.zip`)).toMatchObject({ status: 'ERROR', message: expect.stringContaining('private') });
    expect(await fetchInto(courseway, 'refused-name', `http://localhost:${(server.address() as AddressInfo).port}/course.zip`)).toMatchObject({ status: 'ERROR', message: expect.stringContaining('private') });
    server.close();
  });
});

describe('refusals leave no trace', () => {
  const cases: [string, () => Promise<Buffer>, RegExp][] = [
    ['text instead of a zip', async () => Buffer.from('this is no zip'), /not a readable zip/],
    ['no manifest', () => makeZip([{ name: 'a.txt', data: 'x' }]), /no imsmanifest\.xml.*; it holds \[a\.txt\]/],
    ['an xAPI package', () => makeZip([{ name: 'tincan.xml', data: '<tincan/>' }]), /^tincan\.xml, line 1: no <activity> has a <launch>/],
    ['a malformed manifest', () => makeScorm12Zip({ manifest: '<manifest>\n<a></b></manifest>' }), /imsmanifest\.xml, line 2, column \d+.*not well-formed/],
    ['a document type', () => makeScorm12Zip({ manifest: '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest>&x;</manifest>' }), /DOCTYPE/],
    ['a missing launch page', () => makeScorm12Zip({ manifest: scorm12Manifest().replaceAll('sco1.html', 'gone.html') }), /\[gone\.html\].*not in the package/],
    ['an item without its resource', () => makeScorm12Zip({ manifest: scorm12Manifest().replace('identifierref="RES-1"', 'identifierref="RES-9"') }), /\[RES-9\], which does not exist/],
    ['a name that leads out', () => makeZip([{ name: 'imsmanifest.xml', data: scorm12Manifest() }, { name: 'x\\..\\..\\evil.html', data: 'x' }]), /leads out of the package|evil/],
  ];
  test.each(cases)('%s', async (name, make, message) => {
    const id = `broken ${name}`;
    const before = filesOf('courses').length;
    const job = await importCourse(courseway, id, await make());
    expect(job.status).toBe('ERROR');
    expect(job.message).toMatch(message);
    expect((await courseway.api(`/courses/${encodeURIComponent(id)}`)).status).toBe(404);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(filesOf('staging')).toEqual([]);
    expect(filesOf('courses').length).toBe(before);
  });

  test('an empty upload and a body without the part are 400, a large one 413', async () => {
    const upload = (form: FormData) => courseway.api('/courses/importJobs/upload?courseId=nothing', { method: 'POST', body: form });
    const empty = new FormData();
    empty.append('file', new Blob([]), 'x.zip');
    expect((await upload(empty)).status).toBe(400);
    const other = new FormData();
    other.append('other', 'x');
    expect((await upload(other)).status).toBe(400);
    const large = new FormData();
    large.append('file', new Blob([Buffer.alloc(6_000_000)]), 'x.zip');
    expect((await upload(large)).status).toBe(413);
    expect((await courseway.api('/courses/importJobs/upload?courseId=nothing', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(400);
    expect(filesOf('staging')).toEqual([]);
  });

  test('courseId is required, and must be a plausible id', async () => {
    for (const query of ['', '?courseId=', `?courseId=${'x'.repeat(256)}`, '?courseId=%20x', '?courseId=a%00b'])
      expect((await courseway.api(`/courses/importJobs${query}`, { method: 'POST', body: { url: 'http://example.com/x.zip' } })).status).toBe(400);
  });
});

describe('lists, titles, deletion', () => {
  test('pages with more, filters and counts', async () => {
    const lists = await bootCourseway();
    for (let n = 0; n < 12; n++) await importCourse(lists, `list-${n}`, await makeScorm12Zip({ title: n % 2 ? 'Odd' : 'Even' }));
    const first = await lists.api('/courses?includeTotalCount=true');
    const page = (await first.json()) as { courses: { id: string }[]; more?: string };
    expect(first.headers.get('x-total-count')).toBe('12');
    expect(page.courses.map((c) => c.id)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((n) => `list-${n}`));
    const rest = (await (await lists.api(`/courses?more=${encodeURIComponent(page.more ?? '')}`)).json()) as { courses: { id: string }[]; more?: string };
    expect(rest.courses.map((c) => c.id)).toEqual(['list-1', 'list-0']);
    expect(rest.more).toBeUndefined();
    const odd = (await (await lists.api('/courses?filter=odd&filterBy=title&orderBy=created_asc')).json()) as { courses: { id: string }[] };
    expect(odd.courses.map((c) => c.id)).toEqual([1, 3, 5, 7, 9, 11].map((n) => `list-${n}`));
    expect(((await (await lists.api('/courses?filter=%25&filterBy=title')).json()) as { courses: [] }).courses).toEqual([]);
    expect((await lists.api('/courses?more=forged')).status).toBe(400);
    expect((await lists.api('/courses?since=yesterday')).status).toBe(400);
    expect((await lists.api('/courses?orderBy=colour')).status).toBe(400);
    await lists.close();
  });

  test('a title can be changed; a deleted course is gone with its files', async () => {
    await importCourse(courseway, 'doomed', await makeScorm12Zip());
    expect((await courseway.api('/courses/doomed/title', { method: 'PUT', body: { title: 'New title' } })).status).toBe(204);
    expect(await (await courseway.api('/courses/doomed')).json()).toMatchObject({ title: 'New title' });
    expect((await courseway.api('/courses/doomed/title', { method: 'PUT', body: { title: 7 } })).status).toBe(400);
    const before = filesOf('courses').length; // files of courses deleted earlier may still be on their way out
    expect((await courseway.api('/courses/doomed', { method: 'DELETE' })).status).toBe(204);
    expect((await courseway.api('/courses/doomed')).status).toBe(404);
    expect((await courseway.api('/courses/doomed', { method: 'DELETE' })).status).toBe(404);
    for (let n = 0; n < 200 && filesOf('courses').length === before; n++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(filesOf('courses').length).toBeLessThan(before);
  });

  test("another tenant's course and job are 404", async () => {
    const job = await importCourse(courseway, 'mine', await makeScorm12Zip());
    expect(job.status).toBe('COMPLETE');
    const other = await courseway.otherTenant();
    for (const path of ['/courses/mine', '/courses/mine/versions', '/courses/mine/versions/0', '/courses/mine/zip']) expect((await other.api(path)).status).toBe(404);
    expect((await other.api('/courses/mine', { method: 'DELETE' })).status).toBe(404);
    expect((await other.api('/courses/mine/title', { method: 'PUT', body: { title: 'x' } })).status).toBe(404);
  });
});

const packages = process.env['COURSES_DIR'];
(packages ? describe : describe.skip)('the packages of COURSES_DIR', () => {
  const all = packages ? readdirSync(packages).filter((name) => name.endsWith('.zip')) : [];
  test.each(all)('%s imports', async (name) => {
    const standard = (['aicc', 'cmi5', 'xapi', 'scorm12', '2004'] as const).find((word) => name.includes(word)) ?? '';
    const job = await importCourse(allowed, name, readFileSync(join(packages ?? '', name)));
    expect(job).toMatchObject({ status: 'COMPLETE' });
    expect(job.importResult?.course.courseLearningStandard).toMatch(new RegExp(standard, 'i'));
  });
  const faults: Record<string, RegExp> = {
    'MalformedXml.zip': /line \d+.*well-formed/, 'invalid.zip': /imsmanifest\.xml/, 'InvalidFileReferences.zip': /not in the package/, 'MissingLaunchUrl.zip': /no href/,
    'badscorm.zip': /empty|not at the top/, 'ItemWithNonExistentResourceId.zip': /does not exist/, 'not-a-zip.zip': /not a readable zip/,
  };
  test.each(Object.entries(faults))('broken/%s names its fault', async (name, message) => {
    const job = await importCourse(allowed, `broken ${name}`, readFileSync(join(packages ?? '', 'broken', name)));
    expect(job.status).toBe('ERROR');
    expect(job.message).toMatch(message);
  });
});
if (!packages) test('the packages of COURSES_DIR are named', () => {
  console.log('SKIPPED: further course packages; set COURSES_DIR to a folder of them');
  expect(process.env['REQUIRE_ALL']).toBeUndefined();
});
