import { randomBytes } from 'node:crypto';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { endOfImport, importCourse } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';
import { TestS3 } from '../support/s3';
import { ServerProcess } from '../support/server-process';

function formOf(bytes: Buffer | string, name: string, destination?: string): FormData {
  const form = new FormData();
  form.append('file', new Blob([bytes]), name);
  if (destination) form.append('destination', destination);
  return form;
}

describe('a gateway whose course files are in a bucket', () => {
  let bucket: TestS3;
  let courseway: Booted;
  const film = randomBytes(900_000);
  beforeAll(async () => {
    bucket = await TestS3.start();
    courseway = await bootCourseway({ STORAGE_URL: bucket.url });
  });
  afterAll(async () => {
    await courseway.close();
    await bucket.destroy();
  });

  async function play(courseId: string): Promise<string> {
    const link = ((await (await courseway.api(`/courses/${courseId}/preview`, { method: 'POST', body: { redirectOnExitUrl: 'Message' } })).json()) as { launchLink: string }).launchLink;
    const start = await fetch(new URL(link, courseway.publicUrl), { redirect: 'manual' });
    const page = await (await fetch(start.headers.get('location') ?? '')).text();
    const boot = JSON.parse(/id="boot">(.*?)<\/script>/s.exec(page)?.[1] ?? '{}') as { contentBase: string };
    return `${courseway.contentUrl}${boot.contentBase}`;
  }

  test('imports, plays, changes, gives back and deletes a course, and nothing of it stays', async () => {
    const zip = await makeScorm12Zip({ extraFiles: [{ name: 'media/Film & Ton+1.mp4', data: film }] });
    expect(await importCourse(courseway, 'in-bucket', zip)).toMatchObject({ status: 'COMPLETE' });
    expect(bucket.keys().every((key) => /^courses\/live\/courses\/[0-9a-z]{26}\/(content\/|index\.json$|package\.zip$)/.test(key))).toBe(true);
    const files = await play('in-bucket');
    const address = `${files}media/${encodeURIComponent('Film & Ton+1.mp4')}`;
    expect(Buffer.from(await (await fetch(address)).arrayBuffer()).equals(film)).toBe(true);
    const part = await fetch(address, { headers: { range: 'bytes=1000-500999' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1000-500999/${film.length}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(film.subarray(1000, 501_000))).toBe(true);
    expect((await fetch(`${files}imsmanifest.xml`, { headers: { range: 'bytes=0-4' } })).status).toBe(206);
    expect((await fetch(`${files}nothing.html`)).status).toBe(404);
    expect((await courseway.api('/courses/in-bucket/asset/upload?updateAssetPolicy=lax', { method: 'POST', body: formOf('new words', 'added.txt', 'added.txt') })).status).toBe(200);
    expect(await (await fetch(`${await play('in-bucket')}added.txt`)).text()).toBe('new words');
    expect((await courseway.api('/courses/in-bucket', { method: 'DELETE' })).status).toBe(204);
    await until(() => bucket.keys(), (keys) => keys.length === 0);
  });

  test('a refused package and an upload that breaks off leave nothing', async () => {
    expect(await importCourse(courseway, 'refused', Buffer.from('no zip'))).toMatchObject({ status: 'ERROR' });
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'));
        controller.enqueue(randomBytes(100_000));
        controller.error(new Error('gone'));
      },
    });
    await expect(courseway.api('/courses/importJobs/upload?courseId=broken', { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=b' }, body, duplex: 'half' } as never)).rejects.toThrow();
    await until(() => bucket.keys(), (keys) => keys.length === 0);
  });

  test('while the store is away learners and callers are told so, then all goes on', async () => {
    const zip = await makeScorm12Zip({ extraFiles: [{ name: 'film.mp4', data: film }] });
    expect(await importCourse(courseway, 'outage', zip)).toMatchObject({ status: 'COMPLETE' });
    const files = await play('outage');
    await bucket.down();
    const upload = await courseway.api('/courses/importJobs/upload?courseId=later', { method: 'POST', body: formOf(zip, 'course.zip') });
    expect([upload.status, await upload.json()]).toEqual([503, expect.objectContaining({ code: 'busy', message: expect.stringContaining('store of course files') })]);
    const film503 = await fetch(`${files}film.mp4`);
    expect([film503.status, film503.headers.get('retry-after'), film503.headers.get('cache-control')]).toEqual([503, '2', 'no-store']);
    expect((await fetch(`${courseway.publicUrl}/readyz`)).status).toBe(200);
    await bucket.up();
    expect(Buffer.from(await (await fetch(`${files}film.mp4`)).arrayBuffer()).equals(film)).toBe(true);
  });
});

test('an import that is killed at 4 points is published whole or leaves nothing after the sweep', async () => {
  const bucket = await TestS3.start();
  const server = new ServerProcess({ STORAGE_URL: bucket.url, DATABASE_URL: '' }); // the embedded database: there the sweep at start removes young folders too
  try {
    const extra = 15;
    const zip = await makeScorm12Zip({ extraFiles: Array.from({ length: extra }, (_, n) => ({ name: `media/file-${n}.bin`, data: randomBytes(20_000) })) });
    const upload = async (id: string) => {
      const answer = await server.api(`/courses/importJobs/upload?courseId=${id}`, { method: 'POST', body: formOf(zip, 'course.zip') }).catch(() => undefined);
      return answer?.ok ? ((await answer.json()) as { result: string }).result : undefined;
    };
    await server.start();
    const started = performance.now();
    await endOfImport(server, (await upload('measure')) ?? '');
    const whole = performance.now() - started;
    let complete = 1;
    for (let n = 0; n < 4; n++) {
      const jobId = upload(`course-${n}`);
      await new Promise((resolve) => setTimeout(resolve, (whole * (n + Math.random())) / 4));
      await server.kill();
      const known = await jobId;
      await server.start();
      if (known) expect(await endOfImport(server, known)).toMatchObject({ status: 'COMPLETE' });
      if ((await server.api(`/courses/course-${n}`)).status === 200) complete++;
    }
    await server.kill('SIGTERM');
    await server.start();
    await until(() => bucket.keys().length, (count) => count === complete * (extra + 3 + 2)); // manifest, page, script; index, package
    for (const id of ['measure', ...Array.from({ length: 4 }, (_, n) => `course-${n}`)]) await server.api(`/courses/${id}`, { method: 'DELETE' });
    await until(() => bucket.keys(), (keys) => keys.length === 0);
  } finally {
    await server.destroy();
    await bucket.destroy();
  }
}, 240_000);
