import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { FindCourses } from '../../src/courses/find-courses';
import { IssueFileToken } from '../../src/courses/issue-file-token';
import { SweepCourseFiles } from '../../src/courses/sweep-course-files';
import { newKey } from '../../src/platform/random-ids';
import { type Booted, bootCourseway } from '../support/boot';
import { endOfImport, importCourse } from '../support/courses';
import { moveClock } from '../support/dispatching';
import { scorm12Manifest } from '../support/make/course-packages';
import { rawZip, type RawEntry } from '../support/make/hostile-zips';

const large = Buffer.from(Array.from({ length: 300 * 1024 }, (_, n) => n % 251));
const files: RawEntry[] = [
  { name: 'imsmanifest.xml', data: scorm12Manifest() },
  { name: 'sco1.html', data: '<meta charset="windows-1252"><p>hello</p>' },
  { name: 'sco.js', data: 'var a;' },
  { name: 'Media/Film.MP4', data: large },
  { name: 'media2/100% é (1).txt', data: 'odd name' },
  { name: 'media2/50%25.txt', data: 'a percent escape in the name itself' },
  { name: 'cafe\u0301.css', data: 'p{}' },
  { name: 'empty.txt' },
];

describe('course files', () => {
  let courseway: Booted;
  let versionKey: string;
  let token: string;

  beforeAll(async () => {
    courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
    const job = await importCourse(courseway, 'files', rawZip(files));
    expect(job).toMatchObject({ status: 'COMPLETE' });
    versionKey = (await courseway.get(FindCourses).version(courseway.applicationId, 'files')).versionKey;
    token = courseway.get(IssueFileToken).run(versionKey, 600);
  });
  afterAll(() => courseway.close());

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') => fetch(`${courseway.contentUrl}/content/${token}/${path}`, { method, headers });
  /** The path exactly as given; fetch would tidy it. */
  const rawGet = (path: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const { hostname, port } = new URL(courseway.contentUrl);
      request({ hostname, port, path: `/content/${token}/${path}` }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk)).on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      })
        .on('error', reject)
        .end();
    });
  const folders = (prefix: string) => {
    const path = join(courseway.config.dataDir, 'files', prefix);
    return existsSync(path) ? readdirSync(path) : [];
  };

  test('are served whole with their type, a strong tag and a private lasting copy', async () => {
    const response = await get('sco1.html');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<p>hello</p>');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html', 'content-length': '41', 'accept-ranges': 'bytes', 'x-content-type-options': 'nosniff', 'cache-control': 'private, max-age=31536000, immutable', etag: expect.stringMatching(/^"[^"]+"$/),
    });
    expect((await get('sco.js')).headers.get('content-type')).toBe('text/javascript');
    expect((await get('imsmanifest.xml')).headers.get('content-type')).toBe('text/xml');
    const film = await get('Media/Film.MP4');
    expect(film.headers.get('content-type')).toBe('video/mp4');
    expect(Buffer.from(await film.arrayBuffer()).equals(large)).toBe(true);
    const empty = await get('empty.txt');
    expect([empty.status, await empty.text(), empty.headers.get('content-length')]).toEqual([200, '', '0']);
  });

  test('answer HEAD as GET without the body', async () => {
    for (const path of ['sco1.html', 'Media/Film.MP4']) {
      const [whole, head] = [await get(path), await get(path, {}, 'HEAD')];
      expect(head.status).toBe(200);
      expect(await head.text()).toBe('');
      for (const name of ['content-length', 'content-type', 'etag', 'accept-ranges', 'cache-control']) expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
      await whole.arrayBuffer();
    }
  });

  test.each([
    ['bytes=0-99', 206, 0, 99],
    ['bytes=307100-', 206, 307_100, 307_199],
    ['bytes=-10', 206, 307_190, 307_199],
    ['bytes=-9999999', 206, 0, 307_199],
    ['bytes=307199-9999999', 206, 307_199, 307_199],
    ['bytes=0-', 206, 0, 307_199],
    ['bytes=307200-', 416, 0, 0],
    ['bytes=-0', 416, 0, 0],
    ['bytes=5-2', 200, 0, 307_199],
    ['bytes=0-1,4-5', 200, 0, 307_199],
    ['bytes=a-b', 200, 0, 307_199],
    ['pages=1-2', 200, 0, 307_199],
  ])('range %s', async (range, status, start, end) => {
    for (const [path, size] of [['Media/Film.MP4', 307_200]] as const) {
      const response = await get(path, { range });
      expect(response.status).toBe(status);
      const bytes = Buffer.from(await response.arrayBuffer());
      if (status === 416) return expect(response.headers.get('content-range')).toBe(`bytes */${size}`);
      expect(response.headers.get('content-range')).toBe(status === 206 ? `bytes ${start}-${end}/${size}` : null);
      expect(response.headers.get('content-length')).toBe(String(end - start + 1));
      expect(bytes.equals(large.subarray(start, end + 1))).toBe(true);
    }
  });

  test('ranges of a small file that is held in memory, and of an empty one', async () => {
    await (await get('sco.js')).text();
    const part = await get('sco.js', { range: 'bytes=4-4' });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, 'a', 'bytes 4-4/6']);
    expect((await get('empty.txt', { range: 'bytes=0-' })).status).toBe(416);
  });

  test('are not sent again when the browser holds them', async () => {
    const etag = (await get('sco1.html')).headers.get('etag') ?? '';
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await get('sco1.html', { 'if-none-match': tag });
      expect([tag, response.status, await response.text()]).toEqual([tag, 304, '']);
      expect(response.headers.get('etag')).toBe(etag);
    }
    expect((await get('sco1.html', { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await get('sco1.html', { range: 'bytes=0-3', 'if-range': etag })).status).toBe(206);
    expect((await get('sco1.html', { range: 'bytes=0-3', 'if-range': '"other"' })).status).toBe(200);
    expect((await get('sco1.html', { range: 'bytes=0-3', 'if-range': 'Wed, 21 Oct 2015 07:28:00 GMT' })).status).toBe(200);
  });

  test('are found by names with odd characters, wrong case and either form of an accent', async () => {
    expect(await (await get(`media2/${encodeURIComponent('100% é (1).txt')}?v=1`)).text()).toBe('odd name');
    expect(await (await get('media2/50%2525.txt')).text()).toBe('a percent escape in the name itself');
    expect((await get('media/film.mp4')).status).toBe(200);
    expect((await get(encodeURIComponent('caf\u00e9.css'))).status).toBe(200);
  });

  test('no other path gives anything: no listing, nothing above, nothing beside the content', async () => {
    for (const path of ['', '/', 'media2', 'media2/', 'none.html', '../index.json', '%2e%2e/index.json', '..%2findex.json', '..%5cindex.json', '%252e%252e/index.json', '../package.zip', 'sco1.html/', 'sco1.html%00', '__proto__', 'constructor', '//etc/passwd', '%', '%zz', '%c0%ae%c0%ae/index.json']) {
      const { status, body } = await rawGet(path);
      expect([path, [400, 404].includes(status)]).toEqual([path, true]);
      expect(body).not.toContain('307200');
      expect(body.length).toBeLessThan(400);
    }
    const missing = await get('none<script>.html');
    expect([missing.headers.get('content-type'), missing.headers.get('cache-control')]).toEqual(['text/plain; charset=utf-8', 'no-store']);
  });

  test('need a token that is good, of this version and in its time', async () => {
    const open = (other: string) => fetch(`${courseway.contentUrl}/content/${other}/sco1.html`).then((response) => response.status);
    expect(await open(token)).toBe(200);
    expect(await open(`${token.slice(0, -2)}xx`)).toBe(404);
    expect(await open('x')).toBe(404);
    expect(await open(courseway.get(IssueFileToken).run(newKey(), 600))).toBe(404);
    const back = moveClock(courseway, 700_000);
    expect(await open(token)).toBe(404);
    back();
  });

  test('are not on the public origin', async () => {
    expect((await fetch(`${courseway.publicUrl}/content/${token}/sco1.html`)).status).toBe(404);
  });

  test('never become a service worker', async () => {
    expect((await get('sco.js', { 'service-worker': 'script' })).status).toBe(403);
  });

  test('are gone soon after the course is deleted', async () => {
    await importCourse(courseway, 'doomed', rawZip(files));
    const doomed = (await courseway.get(FindCourses).version(courseway.applicationId, 'doomed')).versionKey;
    const address = `${courseway.contentUrl}/content/${courseway.get(IssueFileToken).run(doomed, 600)}/sco1.html`;
    expect((await fetch(address)).status).toBe(200);
    expect((await courseway.api('/courses/doomed', { method: 'DELETE' })).status).toBe(204);
    while (folders('courses').includes(doomed)) await new Promise((resolve) => setTimeout(resolve, 20));
    const back = moveClock(courseway, 11_000);
    expect((await fetch(address)).status).toBe(404);
    back();
  });

  test('a hostile package leaves no file and says which entry to mend', async () => {
    const job = await importCourse(courseway, 'hostile', rawZip([...files, { name: '../../evil.html', data: 'x' }]));
    expect(job).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/\[\.\.\/\.\.\/evil\.html\] leads out of the package/) });
    const damaged = await importCourse(courseway, 'hostile', rawZip([...files, { name: 'late.bin', data: Buffer.alloc(2_000_000), crc: 1 }]));
    expect(damaged).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/\[late\.bin\] is damaged/) });
    await expect(courseway.get(FindCourses).version(courseway.applicationId, 'hostile')).rejects.toMatchObject({ code: 'course-unknown' });
    while (folders('staging').length) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(folders('courses')).toEqual([versionKey]);
  });

  test('an upload that breaks off leaves no file', async () => {
    const { hostname, port } = new URL(courseway.publicUrl);
    await new Promise<void>((resolve) => {
      const upload = request({
        hostname, port, method: 'POST', path: '/api/v2/courses/importJobs/upload?courseId=broken',
        headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '10000000', authorization: `Basic ${Buffer.from(`${courseway.applicationId}:${courseway.secret}`).toString('base64')}` },
      });
      upload.on('error', () => resolve());
      upload.write('--b\r\ncontent-disposition: form-data; name="file"; filename="c.zip"\r\n\r\n');
      upload.write(Buffer.alloc(500_000));
      const wait = setInterval(() => {
        if (!folders('staging').length) return;
        clearInterval(wait);
        upload.destroy();
        resolve();
      }, 10);
    });
    while (folders('staging').length) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(folders('staging')).toEqual([]);
  });

  test('a fetched package whose connection breaks off ends the import with the reason', async () => {
    const source = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000000' }).write(Buffer.alloc(100_000));
      setTimeout(() => response.destroy(), 50);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => source.once('listening', resolve));
    const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}/course.zip`;
    const started = await courseway.api('/courses/importJobs?courseId=fetched', { method: 'POST', body: { url } });
    const job = await endOfImport(courseway, ((await started.json()) as { result: string }).result);
    source.close();
    expect(job).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/127\.0\.0\.1.*broke off/) });
    while (folders('staging').length) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  test('the sweep takes what nobody owns and leaves what somebody does', async () => {
    const [staging, version] = [newKey(), newKey()];
    for (const folder of [`staging/${staging}`, `courses/${version}/content`]) {
      mkdirSync(join(courseway.config.dataDir, 'files', folder), { recursive: true });
      writeFileSync(join(courseway.config.dataDir, 'files', folder, 'left.txt'), 'x');
    }
    await courseway.get(SweepCourseFiles).run();
    expect([folders('staging'), folders('courses').sort()]).toEqual([[staging], [versionKey, version].sort()]);
    const back = moveClock(courseway, 25 * 3_600_000);
    await courseway.get(SweepCourseFiles).run();
    back();
    expect([folders('staging'), folders('courses')]).toEqual([[], [versionKey]]);
    expect((await get('sco1.html')).status).toBe(200);
  });
});
