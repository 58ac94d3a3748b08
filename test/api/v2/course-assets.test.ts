import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SweepCourseFiles } from '../../../src/courses/sweep-course-files';
import { listAssets, putAsset, readAsset } from '../../support/assets';
import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { importCourse } from '../../support/courses';
import { moveClock } from '../../support/dispatching';
import { makeScorm12Zip, scorm12Manifest } from '../../support/make/course-packages';
import { readZip } from '../../support/read-zip';

let courseway: Booted;
let original: Buffer;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1', MAX_UPLOAD_BYTES: '3000000' });
  original = await makeScorm12Zip({ extraFiles: [{ name: 'Media/Photo.JPG', data: 'photo' }, { name: 'a/b/c.txt', data: 'deep' }] });
});
afterAll(() => courseway.close());

let count = 0;
const course = async (): Promise<string> => {
  const id = `course-${++count}`;
  expect(await importCourse(courseway, id, original)).toMatchObject({ status: 'COMPLETE' });
  return id;
};
const pathsOf = async (of: string) => (await listAssets(courseway, of)).files.map(({ path }) => path);
const folders = (name: string) => {
  try {
    return readdirSync(join(courseway.config.dataDir, 'files', name));
  } catch {
    return [];
  }
};
const zipOf = async (of: string) => Buffer.from(await (await courseway.api(`/courses/${of}/zip`)).arrayBuffer());
const imported = ['Media/Photo.JPG', 'a/b/c.txt', 'imsmanifest.xml', 'sco.js', 'sco1.html'];

describe('the files of a course', () => {
  test('are listed with size and moment, and read one by one', async () => {
    const id = await course();
    const { files, revision } = await listAssets(courseway, id);
    expect(revision).toBe(0);
    expect(files.map(({ path }) => path)).toEqual(imported);
    expect(files[0]).toEqual({ path: 'Media/Photo.JPG', size: 5, modified: expect.stringMatching(/^\d{4}-.*Z$/) });
    const answer = await courseway.api(`/courses/${id}/asset?relativePath=sco1.html`);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([200, 'application/octet-stream', "attachment; filename*=UTF-8''sco1.html"]);
    expect(await answer.text()).toContain('<h1>Sample course</h1>');
    expect(await readAsset(courseway, id, '/media/photo.jpg')).toBe('photo');
    expect(await readAsset(courseway, id, 'a/b')).toBe(404);
    expect(await readAsset(courseway, id, '../index.json')).toBe(404);
    expect((await courseway.api(`/courses/${id}/asset`)).status).toBe(400);
    expect((await courseway.api('/courses/none/asset/list')).status).toBe(404);
    expect((await courseway.api(`/courses/${id}/versions/7/asset/list`)).status).toBe(404);
  });

  test('are put, replaced and removed, each time as a new revision', async () => {
    const id = await course();
    expect(await putAsset(courseway, id, 'new/page.html', 'new page')).toEqual({ status: 200, body: { filename: 'upload.bin', destination: 'new/page.html', revision: 1 } });
    expect(await putAsset(courseway, id, 'sco1.html', 'replaced')).toMatchObject({ body: { revision: 2 } });
    expect((await courseway.api(`/courses/${id}/asset?relativePath=a/b/c.txt`, { method: 'DELETE' })).status).toBe(204);
    expect(await pathsOf(id)).toEqual(['Media/Photo.JPG', 'imsmanifest.xml', 'new/page.html', 'sco.js', 'sco1.html']);
    expect(await readAsset(courseway, id, 'sco1.html')).toBe('replaced');
    expect(await readAsset(courseway, id, 'a/b/c.txt')).toBe(404);
    expect((await courseway.api(`/courses/${id}/asset?relativePath=a/b/c.txt`, { method: 'DELETE' })).status).toBe(404);
    expect(await putAsset(courseway, id, 'a/b/c.txt', 'back')).toMatchObject({ status: 200, body: { revision: 4 } });
    expect(await readAsset(courseway, id, 'a/b/c.txt')).toBe('back');
    expect((await listAssets(courseway, id)).revision).toBe(4);
  });

  test('keep the written name, whatever the case asked for, and may be empty', async () => {
    const id = await course();
    expect(await putAsset(courseway, id, 'MEDIA/photo.jpg', '')).toMatchObject({ status: 200, body: { destination: 'Media/Photo.JPG' } });
    expect(await pathsOf(id)).toEqual(imported);
    expect((await listAssets(courseway, id)).files[0]).toMatchObject({ size: 0 });
    expect(await readAsset(courseway, id, 'Media/Photo.JPG')).toBe('');
    expect(await putAsset(courseway, id, '/Media/', 'x')).toMatchObject({ status: 200, body: { destination: 'Media/upload.bin' } });
  });

  test('obey the three policies', async () => {
    const id = await course();
    const put = async (destination: string, policy: string) => (await putAsset(courseway, id, destination, policy, `?updateAssetPolicy=${policy}`)).status;
    expect(await put('sco1.html', 'reject')).toBe(400);
    expect(await put('new.html', 'strict')).toBe(400);
    expect([await readAsset(courseway, id, 'new.html'), (await listAssets(courseway, id)).revision]).toEqual([404, 0]);
    expect(await put('new.html', 'reject')).toBe(200);
    expect(await put('New.html', 'reject')).toBe(400);
    expect(await put('sco1.html', 'strict')).toBe(200);
    expect(await put('sco1.html', 'lax')).toBe(200);
    expect(await put('other.html', 'lax')).toBe(200);
    expect(await put('sco1.html', 'maybe')).toBe(400);
    const refused = await putAsset(courseway, id, 'SCO1.html', 'x', '?updateAssetPolicy=reject');
    expect(refused.body).toMatchObject({ code: 'course-file-refused', message: expect.stringMatching(/\[sco1\.html\].*strict or lax/) });
    await until(() => folders('staging').length === 0);
  });

  test.each(['../evil.html', 'a/../../evil.html', 'C:/evil.html', 'con.txt', 'a\\..\\..\\evil', 'trailing./x', 'x'.repeat(300), 'sco1.html/below.html', 'a', 'a/b', '', '/', 'control\u0001', 'a:b'])('refuse the place %j', async (destination) => {
    const id = 'places';
    if (!count || (await courseway.api(`/courses/${id}`)).status === 404) await importCourse(courseway, id, original);
    const before = folders('courses').length;
    const refused = await putAsset(courseway, id, destination, 'x');
    const intoTop = destination === '/'; // the folder of everything: the upload keeps its own name
    expect([refused.status, intoTop ? 'invalid-input' : refused.body['code']]).toEqual([intoTop ? 200 : 400, 'invalid-input']);
    expect(folders('courses').length).toBe(before + (intoTop ? 1 : 0));
    expect(folders('staging')).toEqual([]);
  });

  test('of one version are not those of another', async () => {
    const id = await course();
    await importCourse(courseway, id, original, '&mayCreateNewVersion=true');
    await putAsset(courseway, `${id}/versions/0`, 'old.txt', 'old');
    await putAsset(courseway, id, 'new.txt', 'new');
    expect([await readAsset(courseway, id, 'new.txt'), await readAsset(courseway, id, 'old.txt')]).toEqual(['new', 404]);
    expect([await readAsset(courseway, `${id}/versions/0`, 'old.txt'), await readAsset(courseway, `${id}/versions/1`, 'new.txt'), await readAsset(courseway, `${id}/versions/0`, 'new.txt')]).toEqual(['old', 'new', 404]);
    expect((await courseway.api(`/courses/${id}/versions/0/asset?relativePath=old.txt`, { method: 'DELETE' })).status).toBe(204);
    expect(await pathsOf(`${id}/versions/0`)).toEqual(imported);
    expect((await zipOf(`${id}/versions/1`)).equals(original)).toBe(false);
  });

  test('that many change at once all end up there', async () => {
    const id = await course();
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => putAsset(courseway, id, i % 2 ? 'same.txt' : `own-${i}.txt`, `file ${i}`)));
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect(answers.map(({ body }) => body['revision'] as number).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect((await pathsOf(id)).filter((path) => /^(own|same)/.test(path))).toEqual(['own-0.txt', 'own-10.txt', 'own-2.txt', 'own-4.txt', 'own-6.txt', 'own-8.txt', 'same.txt']);
  });

  test('a change moves the course and the version up in time', async () => {
    const id = await course();
    const shown = async (of: string) => ((await (await courseway.api(`/courses/${of}`)).json()) as { updated: string }).updated;
    const back = moveClock(courseway, 60_000);
    await putAsset(courseway, id, 'x.txt', 'x');
    back();
    const later = Date.parse((await listAssets(courseway, id)).files.find(({ path }) => path === 'x.txt')?.modified ?? '');
    expect([Date.parse(await shown(id)), Date.parse(await shown(`${id}/versions/0`))]).toEqual([later, later]);
    const since = encodeURIComponent(new Date(later).toISOString());
    const versions = async (query: string) => ((await (await courseway.api(`/courses/${id}/versions?${query}`)).json()) as { courses: [] }).courses.length;
    expect([await versions(`since=${since}`), await versions(`until=${encodeURIComponent(new Date(later - 1).toISOString())}`)]).toEqual([1, 0]);
    expect((await courseway.api(`/courses/${id}/versions?since=soon`)).status).toBe(400);
  });
});

describe('the zip', () => {
  test('is the original while nothing is changed, then one of the current files that can be imported again', async () => {
    const id = await course();
    expect((await zipOf(id)).equals(original)).toBe(true);
    const photo = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 256));
    await putAsset(courseway, id, 'Media/photo.jpg', photo);
    await putAsset(courseway, id, 'imsmanifest.xml', scorm12Manifest({ title: 'Second life' }));
    await courseway.api(`/courses/${id}/asset?relativePath=a/b/c.txt`, { method: 'DELETE' });
    const zip = await zipOf(id);
    const files = await readZip(zip);
    expect([...files.keys()].sort()).toEqual(['Media/Photo.JPG', 'imsmanifest.xml', 'sco.js', 'sco1.html']);
    expect(files.get('Media/Photo.JPG')?.equals(photo)).toBe(true);
    expect(await importCourse(courseway, `${id} again`, zip)).toMatchObject({ status: 'COMPLETE', importResult: { course: { title: 'Second life' } } });
    expect(await (await courseway.api(`/courses/${id}`)).json()).toMatchObject({ title: 'Sample course' });
  });

  test('a download that is given up halfway ends quietly', async () => {
    const id = await course();
    for (let i = 0; i < 8; i++) await putAsset(courseway, id, `large-${i}.zip`, Buffer.alloc(2_000_000, i));
    const { hostname, port } = new URL(courseway.publicUrl);
    const authorization = `Basic ${Buffer.from(`${courseway.applicationId}:${courseway.secret}`).toString('base64')}`;
    await new Promise<void>((resolve) => {
      const asked = request({ hostname, port, path: `/api/v2/courses/${id}/zip`, headers: { authorization } }, (answer) => {
        answer.once('data', () => asked.destroy());
        answer.on('error', () => undefined).on('close', resolve);
      });
      asked.on('error', () => undefined).end();
    });
    expect((await readZip(await zipOf(id))).size).toBe(5 + 8);
  });
});

describe('going back', () => {
  test('brings an earlier revision back as a new one; the import as it was sent', async () => {
    const id = await course();
    await putAsset(courseway, id, 'sco.js', 'first change');
    await putAsset(courseway, id, 'extra.txt', 'extra');
    await courseway.api(`/courses/${id}/asset?relativePath=sco1.html`, { method: 'DELETE' });
    const back = async (revision: unknown) => {
      const answer = await courseway.api(`/courses/${id}/asset/rollback`, { method: 'POST', body: { revision } });
      return [answer.status, ((await answer.json()) as { revision?: number }).revision];
    };
    expect(await back(1)).toEqual([200, 4]);
    expect([await readAsset(courseway, id, 'sco.js'), await readAsset(courseway, id, 'extra.txt'), typeof (await readAsset(courseway, id, 'sco1.html'))]).toEqual(['first change', 404, 'string']);
    expect(await back(1)).toEqual([200, 4]);
    expect(await back(0)).toEqual([200, 5]);
    expect((await zipOf(id)).equals(original)).toBe(true);
    expect(await back(3)).toEqual([200, 6]);
    expect([await readAsset(courseway, id, 'extra.txt'), await readAsset(courseway, id, 'sco1.html')]).toEqual(['extra', 404]);
    for (const wrong of [7, -1, 1.5, '1', null]) expect((await back(wrong))[0]).toBe(400);
    expect((await courseway.api(`/courses/${id}/versions/0/asset/rollback`, { method: 'POST', body: { revision: 0 } })).status).toBe(200);
  });
});

describe('files by URL', () => {
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    server = createServer((asked, answer) => {
      if (asked.url === '/large') return void answer.end(Buffer.alloc(4_000_000));
      if (asked.url === '/moved') return void answer.writeHead(302, { location: '/files/logo%20new.png?v=2' }).end();
      if (asked.url?.startsWith('/files/')) return void answer.end('a logo');
      answer.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  const fetchInto = async (to: string, body: unknown, query = '') => {
    const answer = await courseway.api(`/courses/${to}/asset${query}`, { method: 'POST', body });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  test('are fetched into the course, with the same policies', async () => {
    const id = await course();
    expect(await fetchInto(id, { fetchUrl: `${origin}/files/logo%20new.png?v=2`, destination: 'img/logo.png' })).toEqual({ status: 200, body: { filename: 'logo new.png', destination: 'img/logo.png', revision: 1 } });
    expect(await readAsset(courseway, id, 'img/logo.png')).toBe('a logo');
    expect(await fetchInto(`${id}/versions/0`, { fetchUrl: `${origin}/moved`, destination: 'img/' })).toMatchObject({ status: 200, body: { destination: 'img/moved' } });
    expect(await fetchInto(id, { fetchUrl: `${origin}/files/x`, destination: 'img/logo.png' }, '?updateAssetPolicy=reject')).toMatchObject({ status: 400, body: { code: 'course-file-refused' } });
  });

  test('what cannot be fetched is told in words and leaves nothing', async () => {
    const id = await course();
    expect(await fetchInto(id, { fetchUrl: `${origin}/none`, destination: 'x' })).toMatchObject({ status: 400, body: { message: expect.stringMatching(/127\.0\.0\.1.*404/) } });
    expect(await fetchInto(id, { fetchUrl: `${origin}/large`, destination: 'x' })).toMatchObject({ status: 413 });
    expect(await fetchInto(id, { fetchUrl: 'http://10.0.0.1/x', destination: 'x' })).toMatchObject({ status: 400, body: { code: 'outgoing-address-refused' } });
    expect(await fetchInto(id, { fetchUrl: 'file:///etc/passwd', destination: 'x' })).toMatchObject({ status: 400 });
    for (const body of [{}, { fetchUrl: `${origin}/files/x` }, { destination: 'x' }, { fetchUrl: 7, destination: 'x' }, []]) expect((await fetchInto(id, body)).status).toBe(400);
    expect((await fetchInto('none', { fetchUrl: `${origin}/files/x`, destination: 'x' })).status).toBe(404);
    expect((await listAssets(courseway, id)).revision).toBe(0);
    expect(folders('staging')).toEqual([]);
  });
});

describe('uploads', () => {
  test('without file or destination, too large or broken off leave nothing', async () => {
    const id = await course();
    const send = async (parts: [string, Blob | string][]) => {
      const form = new FormData();
      for (const [name, value] of parts) form.append(name, value as Blob);
      return (await courseway.api(`/courses/${id}/asset/upload`, { method: 'POST', body: form })).status;
    };
    expect(await send([['destination', 'x']])).toBe(400);
    expect(await send([['file', new Blob(['x'])]])).toBe(400);
    expect(await send([['file', new Blob([Buffer.alloc(3_100_000)])], ['destination', 'x']])).toBe(413);
    expect(await send([['destination', 'x'], ['file', new Blob(['before'])]])).toBe(200);
    expect((await courseway.api(`/courses/${id}/asset/upload`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(400);
    const boundary = 'multipart/form-data; boundary=b';
    const cut = '--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nwhole file\r\n--b\r\ncontent-disposition: form-data; name="destination"\r\n\r\nx.html';
    expect((await courseway.api(`/courses/${id}/asset/upload`, { method: 'POST', body: cut, headers: { 'content-type': boundary } })).status).toBe(400);
    await until(() => folders('staging').length === 0);
    expect((await listAssets(courseway, id)).revision).toBe(1);
  });

  test('files of a deleted course and of a deleted version go with them; the sweep leaves those in use', async () => {
    const id = await course();
    await importCourse(courseway, id, original, '&mayCreateNewVersion=true');
    const before = folders('courses').length;
    await putAsset(courseway, id, 'x.txt', 'x');
    await putAsset(courseway, id, 'x.txt', 'y');
    await putAsset(courseway, `${id}/versions/0`, 'z.txt', 'z');
    expect(folders('courses').length).toBe(before + 3);
    const back = moveClock(courseway, 25 * 3_600_000);
    await courseway.get(SweepCourseFiles).run();
    back();
    expect(folders('courses').length).toBe(before + 3);
    expect((await courseway.api(`/courses/${id}/versions/1`, { method: 'DELETE' })).status).toBe(204);
    await until(() => folders('courses').length === before);
    expect(await readAsset(courseway, id, 'z.txt')).toBe('z');
    expect((await courseway.api(`/courses/${id}`, { method: 'DELETE' })).status).toBe(204);
    await until(() => folders('courses').length === before - 2);
  });

  test("another tenant's course is unknown", async () => {
    const id = await course();
    const other = await courseway.otherTenant();
    for (const whose of [id, `${id}/versions/0`]) {
      expect((await putAsset(other, whose, 'x.txt', 'x')).status).toBe(404);
      for (const [path, init] of [['asset/list', {}], ['asset?relativePath=sco.js', {}], ['asset?relativePath=sco.js', { method: 'DELETE' }], ['asset', { method: 'POST', body: { fetchUrl: 'http://x.example/', destination: 'x' } }], ['asset/rollback', { method: 'POST', body: { revision: 0 } }]] as const)
        expect((await other.api(`/courses/${whose}/${path}`, init)).status).toBe(404);
    }
    expect(await pathsOf(id)).toEqual(imported);
  });
});
