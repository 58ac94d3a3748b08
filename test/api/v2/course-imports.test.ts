import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SweepCourseFiles } from '../../../src/courses/sweep-course-files';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { listAssets, putAsset, readAsset } from '../../support/assets';
import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { endOfImport, importCourse } from '../../support/courses';
import { moveClock } from '../../support/dispatching';
import { makeScorm12Zip } from '../../support/make/course-packages';
import { brokenMp4, silentMp3, tinyPdf } from '../../support/make/media-files';
import { readZip } from '../../support/read-zip';

let courseway: Booted;
let server: Server;
let origin: string;
let zip: Buffer;
/** What was posted, by path; the first `refusals` posts to a path are answered with 500. */
const posted: { path: string; type: string; body: Record<string, unknown> }[] = [];
const refusals = new Map<string, number>();
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  zip = await makeScorm12Zip();
  const files: Record<string, Buffer> = { '/course.zip': zip, '/My%20shiraz.pdf': tinyPdf(), '/sound.mp3': silentMp3(1) };
  server = createServer((request, answer) => {
    const path = request.url ?? '';
    if (request.method === 'GET') return void (files[path] ? answer.end(files[path]) : answer.writeHead(404).end());
    let text = '';
    request.on('data', (chunk) => (text += chunk)).on('end', () => {
      posted.push({ path, type: request.headers['content-type'] ?? '', body: JSON.parse(text) as Record<string, unknown> });
      const left = refusals.get(path) ?? 0;
      refusals.set(path, left - 1);
      answer.writeHead(left > 0 ? 500 : path === '/moved' ? 302 : 200, { location: '/elsewhere' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await courseway.close();
  server.close();
});

const upload = async (courseId: string, file: Buffer, options: { type?: string; name?: string; metadata?: string; query?: string } = {}) => {
  const form = new FormData();
  if (options.metadata !== undefined) form.append('contentMetadata', options.metadata);
  form.append('file', new Blob([file as Uint8Array<ArrayBuffer>]), options.name ?? 'shiraz.pdf');
  return courseway.api(`/courses/importJobs/upload?courseId=${encodeURIComponent(courseId)}${options.query ?? ''}`, { method: 'POST', body: form, headers: options.type ? { uploadedContentType: options.type } : {} });
};
type Job = Awaited<ReturnType<typeof endOfImport>> & { importResult?: { webPathToCourse: string; courseLanguages: string[]; course: { metadata: object } } };
const ended = async (started: Response): Promise<Job> => {
  const body = (await started.json()) as { result: string };
  expect([started.status, typeof body.result]).toEqual([200, 'string']);
  return endOfImport(courseway, body.result) as Promise<Job>;
};
const noUpload = (courseId: string, body: unknown, query = '') => courseway.api(`/courses/importJobs/noUpload?courseId=${encodeURIComponent(courseId)}${query}`, { method: 'POST', body });
const jobOf = async (started: Response) => ((await started.json()) as { result: string }).result;

describe('a media file becomes a course of one page', () => {
  test.each([
    ['pdf', 'application/pdf', tinyPdf(), 'shiraz.pdf'],
    ['mp3', 'audio/mpeg', silentMp3(1), 'Ein Lied.MP3'],
    ['mp4', 'video/mp4; codecs=x', brokenMp4(), 'C:\\films\\movie (1).m4v'],
  ])('%s', async (kind, type, file, name) => {
    const job = await ended(await upload(`media ${kind}`, file, { type, name }));
    const title = { pdf: 'shiraz', mp3: 'Ein Lied', mp4: 'movie (1)' }[kind];
    expect(job).toMatchObject({ status: 'COMPLETE', importResult: { parserWarnings: [], webPathToCourse: 'index.html', course: { title, courseLearningStandard: 'SCORM12', rootActivity: { children: [{ activityType: 'SCO', href: 'index.html', title }] } } } });
    const { files } = await listAssets(courseway, `media%20${kind}`);
    expect(files.map(({ path }) => path)).toEqual(['imsmanifest.xml', 'index.html', 'media.css', 'media.js', `${title}.${kind}`].sort());
    expect(files.find(({ path }) => path === `${title}.${kind}`)?.size).toBe(file.length);
  });

  test('its zip is a SCORM package that can be imported again', async () => {
    await ended(await upload('portable', tinyPdf(), { type: 'application/pdf' }));
    const packed = Buffer.from(await (await courseway.api('/courses/portable/zip')).arrayBuffer());
    expect((await readZip(packed)).get('shiraz.pdf')?.equals(tinyPdf())).toBe(true);
    expect(await importCourse(courseway, 'portable again', packed)).toMatchObject({ status: 'COMPLETE', importResult: { parserWarnings: [], course: { title: 'shiraz' } } });
    expect(await putAsset(courseway, 'portable', 'shiraz.pdf', 'new document', '?updateAssetPolicy=strict')).toMatchObject({ status: 200 });
  });

  test('metadata name title, description, language and length, and are not code', async () => {
    const metadata = JSON.stringify({ title: '</title><script>alert(1)</script> & "Wein" {{x}}', description: 'Über\u0001 <b>Shiraz</b>', contentLanguage: 'de', estimatedDuration: 90 });
    const job = await ended(await upload('described', tinyPdf(), { type: 'application/pdf', metadata }));
    expect(job).toMatchObject({ status: 'COMPLETE', importResult: { courseLanguages: ['de'], course: { title: '</title><script>alert(1)</script> & "Wein" {{x}}', metadata: { title: '</title><script>alert(1)</script> & "Wein" {{x}}', description: 'Über <b>Shiraz</b>', descriptionLanguage: 'de', typicalTime: 'PT90S' } } } });
    const page = await readAsset(courseway, 'described', 'index.html');
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<b>');
    expect(page).toContain('lang="de"');
  });

  test('a file without a name takes the title of its course', async () => {
    const body = Buffer.concat([Buffer.from('--b\r\ncontent-disposition: form-data; name="file"\r\ncontent-type: application/octet-stream\r\n\r\n'), tinyPdf(), Buffer.from('\r\n--b\r\ncontent-disposition: form-data; name="contentMetadata"\r\n\r\n{"description":"behind the file"}\r\n--b--\r\n')]);
    const job = await ended(await courseway.api('/courses/importJobs/upload?courseId=nameless', { method: 'POST', body: body as Uint8Array<ArrayBuffer>, headers: { 'content-type': 'multipart/form-data; boundary=b', uploadedContentType: 'application/pdf' } }));
    expect(job).toMatchObject({ status: 'COMPLETE', importResult: { course: { title: 'nameless', metadata: { description: 'behind the file' } } } });
    expect((await listAssets(courseway, 'nameless')).files.map(({ path }) => path)).toContain('media.pdf');
  });

  test('the wrong bytes end in words, wrong metadata and types are 400', async () => {
    expect(await ended(await upload('wrong', zip, { type: 'application/pdf' }))).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/no PDF document.*uploadedContentType/) });
    expect(await ended(await upload('wrong', tinyPdf(), { type: 'audio/mpeg' }))).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/no MP3/) });
    expect(await ended(await upload('wrong', tinyPdf(), { type: 'video/mp4' }))).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/no MP4/) });
    expect(await ended(await upload('wrong', tinyPdf()))).toMatchObject({ status: 'ERROR' });
    expect((await courseway.api('/courses/wrong')).status).toBe(404);
    for (const type of ['text/html', 'image/png', 'x', '__proto__', 'constructor']) expect([type, (await upload('wrong', tinyPdf(), { type })).status]).toEqual([type, 400]);
    for (const metadata of ['{', '[]', '{"title":7}', '{"estimatedDuration":-1}', '{"contentLanguage":"<x>"}', '{"estimatedDuration":"1"}']) expect([metadata, (await upload('wrong', tinyPdf(), { type: 'application/pdf', metadata })).status]).toEqual([metadata, 400]);
    expect((await upload('wrong', zip, { type: 'application/zip', metadata: 'not read for a package', name: 'course.zip' })).status).toBe(200);
  });
});

describe('without upload', () => {
  test('a package or a media file is fetched', async () => {
    expect(await ended(await noUpload('fetched', { fetchRequest: { url: `${origin}/course.zip` } }))).toMatchObject({ status: 'COMPLETE', importResult: { course: { title: 'Sample course' } } });
    expect(await ended(await noUpload('fetched pdf', { fetchRequest: { url: `${origin}/My%20shiraz.pdf`, contentType: 'application/pdf' }, connectorReferenceRequest: null }))).toMatchObject({ status: 'COMPLETE', importResult: { course: { title: 'My shiraz' } } });
    const byUrl = await courseway.api('/courses/importJobs?courseId=sound', { method: 'POST', body: { url: `${origin}/sound.mp3`, contentType: 'audio/mpeg', mediaFileMetadata: { title: 'A sound', estimatedDuration: 1 } } });
    expect(await ended(byUrl)).toMatchObject({ status: 'COMPLETE', importResult: { course: { title: 'A sound' } } });
  });

  test('a reference keeps the address and fetches nothing', async () => {
    const url = 'https://media.vendor.example/film.mp4?token=a&b="c"';
    const job = await ended(await noUpload('referred', { mediaFileReferenceRequest: { url, contentType: 'video/mp4', mediaFileMetadata: { description: 'A film' } } }));
    expect(job).toMatchObject({ status: 'COMPLETE', importResult: { course: { title: 'film', metadata: { description: 'A film' } } } });
    const page = String(await readAsset(courseway, 'referred', 'index.html'));
    expect(page).toContain('src="https://media.vendor.example/film.mp4?token&#x3D;a&amp;b&#x3D;&quot;c&quot;"');
    expect((await listAssets(courseway, 'referred')).files.map(({ path }) => path)).toEqual(['imsmanifest.xml', 'index.html', 'media.css', 'media.js']);
  });

  test('exactly one request, of the right kind; an existing course is 409', async () => {
    const fetchRequest = { url: `${origin}/course.zip` };
    const mediaFileReferenceRequest = { url: 'https://x.example/a.pdf', contentType: 'application/pdf' };
    for (const body of [{}, { fetchRequest, mediaFileReferenceRequest }, { fetchRequest: null }, { fetchRequest: {} }, { mediaFileReferenceRequest: { url: 'https://x.example/a.pdf' } }, { mediaFileReferenceRequest: { url: 'javascript:alert(1)', contentType: 'application/pdf' } }, { mediaFileReferenceRequest: { ...mediaFileReferenceRequest, contentType: 'application/zip' } }, { fetchRequest: { ...fetchRequest, contentType: 'text/html' } }, { fetchRequest, connectorReferenceRequest: { connectorId: 'x' } }])
      expect([body, (await noUpload('refused', body)).status]).toEqual([body, 400]);
    const connector = await noUpload('refused', { connectorReferenceRequest: { connectorId: 'x', metadataForConnector: {} } });
    expect([connector.status, await connector.json()]).toEqual([501, expect.objectContaining({ code: 'connector-not-offered', message: expect.stringContaining('not offered') })]);
    expect((await noUpload('', { fetchRequest })).status).toBe(400);
    await ended(await noUpload('taken', { fetchRequest }));
    expect((await noUpload('taken', { fetchRequest })).status).toBe(409);
    expect(await ended(await noUpload('taken', { fetchRequest }, '&mayCreateNewVersion=true'))).toMatchObject({ importResult: { course: { version: 1 } } });
  });
});

describe('the result is posted', () => {
  const asked = (path: string) => `&postbackUrl=${encodeURIComponent(`${origin}${path}`)}`;
  const postsTo = (path: string) => posted.filter((one) => one.path === path);

  test('once the import has ended, well or badly, as the job is read', async () => {
    const well = await jobOf(await upload('posted', zip, { name: 'c.zip', query: asked('/well') }));
    await until(() => postsTo('/well').length);
    expect(postsTo('/well')).toEqual([{ path: '/well', type: 'application/json; charset=UTF-8', body: await (await courseway.api(`/courses/importJobs/${well}`)).json() }]);
    expect(postsTo('/well')[0]?.body).toMatchObject({ jobId: well, status: 'COMPLETE', importResult: { course: { id: 'posted' } } });
    const badly = await jobOf(await noUpload('posted badly', { fetchRequest: { url: `${origin}/none` } }, asked('/badly')));
    await until(() => postsTo('/badly').length);
    expect(postsTo('/badly')[0]?.body).toMatchObject({ jobId: badly, status: 'ERROR', message: expect.stringContaining('404') });
  });

  test('again after a refusal, and not after a redirect', async () => {
    refusals.set('/flaky', 2);
    await upload('flaky', zip, { name: 'c.zip', query: asked('/flaky') });
    await upload('moved', zip, { name: 'c.zip', query: asked('/moved') });
    await until(() => postsTo('/flaky').length === 3, Boolean, 25_000);
    expect([postsTo('/moved').length, postsTo('/elsewhere').length]).toEqual([1, 0]);
    const jobs = () => courseway.get(UnitOfWork).run(() => courseway.get(UnitOfWork).query("SELECT job_id FROM jobs WHERE kind = 'import-post-back'"));
    await until(async () => (await jobs()).length === 0);
  }, 40_000);

  test('to no private address, and only to http', async () => {
    for (const url of ['ftp://x.example/', 'javascript:alert(1)', 'nonsense', 'file:///etc/passwd']) expect((await noUpload('unsafe', { fetchRequest: { url: `${origin}/course.zip` } }, `&postbackUrl=${encodeURIComponent(url)}`)).status).toBe(400);
    expect(await ended(await noUpload('unsafe', { fetchRequest: { url: `${origin}/course.zip` } }, `&postbackUrl=${encodeURIComponent('http://10.0.0.1/steal')}`))).toMatchObject({ status: 'COMPLETE' });
    const jobs = () => courseway.get(UnitOfWork).run(() => courseway.get(UnitOfWork).query("SELECT job_id FROM jobs WHERE kind = 'import-post-back'"));
    await until(async () => (await jobs()).length === 0);
  });
});

test('a job can be read for a week after its end', async () => {
  const jobId = await jobOf(await upload('weekly', zip, { name: 'c.zip' }));
  await endOfImport(courseway, jobId);
  const statusAfter = async (days: number) => {
    const back = moveClock(courseway, days * 86_400_000);
    await courseway.get(SweepCourseFiles).run();
    back();
    return (await courseway.api(`/courses/importJobs/${jobId}`)).status;
  };
  expect([await statusAfter(6.9), await statusAfter(7.1)]).toEqual([200, 404]);
  const other = await courseway.otherTenant();
  const mine = await jobOf(await upload('weekly 2', zip, { name: 'c.zip' }));
  expect((await other.api(`/courses/importJobs/${mine}`)).status).toBe(404);
});
