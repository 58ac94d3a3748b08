import { once } from 'node:events';
import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { makeScorm12Zip } from '../support/make/course-packages';
import { silentMp3, tinyPdf } from '../support/make/media-files';
import { readZip } from '../support/read-zip';
import { officialClient } from './official-client';
import { servesItsRows } from './operations-table';

type Values = Record<string, unknown>;
let courseway: Booted;
let server: Server;
let origin: string;
let zip: Buffer;
const posted: Values[] = [];
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  zip = await makeScorm12Zip({ title: 'First' });
  server = createServer((request, answer) => {
    if (request.method === 'GET') return void answer.end(request.url === '/course.zip' ? zip : 'from elsewhere');
    let text = '';
    request.on('data', (chunk) => (text += chunk)).on('end', () => {
      posted.push(JSON.parse(text) as Values);
      answer.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await courseway?.close();
  server?.close();
});

const call = (operation: string, ...values: unknown[]) => officialClient(courseway).call('CourseApi', operation, ...values);
const imported = async (job: unknown) => {
  const { data } = await until(() => call('getImportJobStatus', job), (seen) => seen.data['status'] !== 'RUNNING', 30_000);
  expect(data).toMatchObject({ jobId: job, status: 'COMPLETE' });
  return (data['importResult'] as { course: Values; parserWarnings: string[]; webPathToCourse: string });
};
const refused = (done: Promise<unknown>) => done.then(() => 0, (error: { status: number }) => error.status);
const courses = (data: Values) => data['courses'] as Values[];
const bytes = (data: Values) => Buffer.from(data as unknown as Uint8Array);
/** A file with a name, as callers read one from disk. */
const fileOf = (name: string, data: Buffer) => {
  const path = join(mkdtempSync(join(tmpdir(), 'courseway-client-')), name);
  writeFileSync(path, data);
  return createReadStream(path);
};

test('imports: by upload of a buffer and of a file, by fetch, without upload, with the result posted back', async () => {
  const postbackUrl = `${origin}/result`;
  const first = await call('createUploadAndImportCourseJob', 'one', { file: zip, postbackUrl });
  expect(await imported(first.data['result'])).toMatchObject({ webPathToCourse: 'sco1.html', parserWarnings: [], course: { id: 'one', title: 'First', version: 0, courseLearningStandard: 'SCORM12', created: expect.any(Date) } });
  await until(() => posted.length);
  expect(posted[0]).toMatchObject({ jobId: first.data['result'], status: 'COMPLETE', importResult: { course: { id: 'one' } } });
  expect(await refused(call('createUploadAndImportCourseJob', 'one', { file: zip }))).toBe(409);

  const second = await call('createFetchAndImportCourseJob', 'one', { url: `${origin}/course.zip` }, { mayCreateNewVersion: true });
  expect(await imported(second.data['result'])).toMatchObject({ course: { id: 'one', version: 1 } });

  const pdf = await call('createUploadAndImportCourseJob', 'a pdf', { file: fileOf('shiraz.pdf', tinyPdf()), uploadedContentType: 'application/pdf' });
  expect(await imported(pdf.data['result'])).toMatchObject({ course: { title: 'shiraz' } });
  const metadata = JSON.stringify({ title: 'A recording', description: 'Silence', contentLanguage: 'en', estimatedDuration: 1 });
  const mp3 = await call('createUploadAndImportCourseJob', 'an mp3', { file: silentMp3(1), uploadedContentType: 'audio/mpeg', contentMetadata: metadata });
  expect(await imported(mp3.data['result'])).toMatchObject({ course: { title: 'A recording', metadata: { description: 'Silence', typicalTime: 'PT1S' } } });

  const film = await call('createNoUploadAndImportCourseJob', 'a film', { mediaFileReferenceRequest: { url: 'https://vendor.example/film.mp4', contentType: 'video/mp4', mediaFileMetadata: { title: 'A film' } } }, {});
  expect(await imported(film.data['result'])).toMatchObject({ course: { title: 'A film' } });
  expect(await refused(call('createNoUploadAndImportCourseJob', 'a connector', { connectorReferenceRequest: { connectorId: 'x' } }, {}))).toBe(501);
  expect(await refused(call('getImportJobStatus', 'none'))).toBe(404);
});

test('courses, versions, titles and tags', async () => {
  expect((await call('getCourse', 'one', { includeRegistrationCount: true, includeCourseMetadata: true })).data).toMatchObject({ id: 'one', version: 1, registrationCount: 0, dispatched: false, tags: [], metadata: { keywords: [] }, rootActivity: { activityType: 'AGGREGATION', children: [expect.objectContaining({ activityType: 'SCO' })] } });
  expect((await call('setCourseTitle', 'one', { title: 'Renamed' })).status).toBe(204);
  expect(courses((await call('getCourseVersions', 'one', { includeRegistrationCount: true })).data).map(({ version, title, registrationCount }) => [version, title, registrationCount])).toEqual([[0, 'First', 0], [1, 'Renamed', 0]]);
  expect((await call('getCourseVersionInfo', 'one', 0, {})).data).toMatchObject({ id: 'one', version: 0, title: 'First' });

  expect((await call('putCourseTags', 'one', { tags: ['wine', 'red'] })).status).toBe(204);
  expect((await call('putCourseTagsBatch', { ids: ['one', 'a pdf'], tags: ['both'] })).status).toBe(204);
  expect((await call('deleteCourseTags', 'one', { tags: ['red'] })).status).toBe(204);
  expect((await call('getCourseTags', 'one')).data).toMatchObject({ tags: ['both', 'wine'] });
  const list = await call('getCourses', { tags: ['wine', 'nothing'], includeTotalCount: true });
  expect([courses(list.data).map(({ id, tags }) => [id, tags]), list.headers['x-total-count']]).toEqual([[['one', ['both', 'wine']]], '1']);
  expect(courses((await call('getCourses', { filter: 'bot', filterBy: 'tags', orderBy: 'title_asc' })).data).map(({ id }) => id)).toEqual(['one', 'a pdf']);
});

test('files: list, read, put by upload and by URL, with the three policies, and delete', async () => {
  const pathsOf = async (operation: string, ...of: unknown[]) => ((await call(operation, ...of)).data['files'] as { path: string; size: number; modified: Date }[]).map(({ path }) => path);
  expect(await pathsOf('getCourseFileList', 'one')).toEqual(['imsmanifest.xml', 'sco.js', 'sco1.html']);
  expect((await call('uploadCourseAssetFile', 'one', 'img/logo.png', { file: fileOf('new logo.png', Buffer.from('a logo')), updateAssetPolicy: 'reject' })).data).toMatchObject({ filename: 'new logo.png', destination: 'img/logo.png' });
  expect(await refused(call('uploadCourseAssetFile', 'one', 'img/logo.png', { file: Buffer.from('again'), updateAssetPolicy: 'reject' }))).toBe(400);
  expect((await call('importCourseAssetFile', 'one', { fetchUrl: `${origin}/logo.png`, destination: 'img/logo.png' }, { updateAssetPolicy: 'strict' })).data).toMatchObject({ filename: 'logo.png', destination: 'img/logo.png' });
  expect(bytes((await call('getCourseAsset', 'one', 'img/logo.png')).data).toString()).toBe('from elsewhere');

  expect((await call('uploadCourseVersionAssetFile', 'one', 0, 'old.txt', { file: Buffer.from('old') })).data).toMatchObject({ filename: 'old.txt', destination: 'old.txt' });
  expect(await refused(call('importCourseVersionAssetFile', 'one', 0, { fetchUrl: `${origin}/x`, destination: 'none.txt' }, { updateAssetPolicy: 'strict' }))).toBe(400);
  expect((await call('importCourseVersionAssetFile', 'one', 0, { fetchUrl: `${origin}/x`, destination: 'more.txt' }, {})).data).toMatchObject({ destination: 'more.txt' });
  expect(await pathsOf('getCourseVersionFileList', 'one', 0)).toEqual(['imsmanifest.xml', 'more.txt', 'old.txt', 'sco.js', 'sco1.html']);
  expect(bytes((await call('getCourseVersionAsset', 'one', 0, 'old.txt')).data).toString()).toBe('old');

  expect([...(await readZip(bytes((await call('getCourseZip', 'one')).data))).keys()]).toContain('img/logo.png');
  expect([...(await readZip(bytes((await call('getVersionedCourseZip', 'one', 0)).data))).keys()]).toContain('old.txt');
  expect((await call('deleteCourseAsset', 'one', 'img/logo.png')).status).toBe(204);
  expect(bytes((await call('getCourseZip', 'one')).data).equals(zip)).toBe(true);
  expect((await call('deleteCourseVersionAsset', 'one', 0, 'old.txt')).status).toBe(204);
  expect(await refused(call('getCourseVersionAsset', 'one', 0, 'old.txt'))).toBe(404);
});

test('previews and statements', async () => {
  for (const asked of [call('buildCoursePreviewLaunchLink', 'one', { redirectOnExitUrl: 'Message', expiry: 60 }), call('buildCoursePreviewLaunchLinkWithVersion', 'one', 0, { expiry: 300, redirectOnExitUrl: 'https://x.example/' })]) {
    const answer = await fetch(String((await asked).data['launchLink']), { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')?.startsWith(`${courseway.contentUrl}/play/`)]).toEqual([303, true]);
  }
  expect(await refused(call('buildCoursePreviewLaunchLink', 'one', { redirectOnExitUrl: 'Message', expiry: 301 }))).toBe(400);
  expect((await call('getCourseStatements', 'one', { learnerId: 'anna', since: new Date(0) })).data).toMatchObject({ statements: [] });
  expect((await call('getCourseVersionStatements', 'one', 0, {})).data).toMatchObject({ statements: [] });
});

test('deleting a version, then the course', async () => {
  expect((await call('deleteCourseVersion', 'one', 1)).status).toBe(204);
  expect((await call('getCourse', 'one', {})).data).toMatchObject({ version: 0, title: 'First' });
  expect((await call('deleteCourse', 'one')).status).toBe(204);
  expect(await refused(call('getCourse', 'one', {}))).toBe(404);
});

servesItsRows(__filename);
