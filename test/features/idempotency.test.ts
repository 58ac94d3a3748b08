import { randomUUID } from 'node:crypto';
import { Clock } from '../../src/platform/clock';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../support/boot';
import { importCourse, publishSample } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';
import { TestReceiver } from '../support/receiver';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  await publishSample(courseway, 'golf');
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => courseway.close());

const post = (path: string, key: string, body?: object, headers: Record<string, string> = {}) => courseway.api(path, { method: 'POST', body, headers: { 'idempotency-key': key, ...headers } });
const registration = (id: string) => ({ courseId: 'golf', registrationId: id, learner: { id: 'anna' } });
const rows = async (sql: string) => courseway.get(UnitOfWork).run(() => courseway.get(UnitOfWork).query<{ n: number | string }>(sql));
const management = { authorization: `Basic ${Buffer.from('MANAGEMENT:test-secret-of-management').toString('base64')}` };

test('500 requests, each sent 10 times at once, make 500 things', async () => {
  const before = Number((await rows('SELECT COUNT(*) AS n FROM registration_instances'))[0]?.n);
  const statuses = new Map<number, number>();
  const repeats: string[] = [];
  for (let part = 0; part < 500; part += 25) {
    const sent = Array.from({ length: 25 }, (_, i) => `many-${part + i}`).flatMap((id) => Array.from({ length: 10 }, () => post('/invitations/public', id, { courseId: 'golf', creatingUserEmail: `${id}@x.example` })));
    for (const answer of await Promise.all(sent)) {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.headers.get('idempotency-replayed') === 'true') repeats.push(((await answer.json()) as { id: string }).id);
      else await answer.body?.cancel();
    }
  }
  expect(Object.fromEntries(statuses)).toEqual({ 200: 5000 });
  expect(repeats).toHaveLength(4500);
  expect(new Set(repeats).size).toBe(500);
  expect(Number((await rows('SELECT COUNT(*) AS n FROM invitations'))[0]?.n)).toBe(500);
  expect(Number((await rows('SELECT COUNT(*) AS n FROM registration_instances'))[0]?.n)).toBe(before);
}, 400_000);

test('a repeat is answered as the first was, and does nothing', async () => {
  const key = randomUUID();
  const first = await post('/registrations', key, registration('once'));
  const again = await post('/registrations', key, registration('once'));
  expect([first.status, again.status]).toEqual([204, 204]); // without the key the second is refused: the id is taken
  expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([null, 'true']);
  expect((await courseway.api('/registrations', { method: 'POST', body: registration('once') })).status).toBe(400);
});

test('the same key with another body or on another operation is a 409 that says so', async () => {
  const key = randomUUID();
  await post('/registrations', key, registration('mine'));
  for (const answer of [await post('/registrations', key, registration('other')), await post('/registrations/postBackTest', key, { url: 'https://x.example/' })]) {
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'idempotency-key-reused', message: expect.stringContaining('Idempotency-Key') });
  }
  expect((await courseway.api('/registrations/other')).status).toBe(404);
});

test('what was refused may be mended and sent again with the same key', async () => {
  const key = randomUUID();
  expect((await post('/registrations', key, { ...registration('late'), courseId: 'nothing' })).status).toBe(404);
  expect((await post('/registrations', key, registration('late'))).status).toBe(204);
});

test('a secret is told to the repeat as well, and is not to be read in the database', async () => {
  const made = (await (await courseway.api('/appManagement/applications', { method: 'POST', headers: management, body: { name: 'Child' } })).json()) as { id: string };
  const key = randomUUID();
  const create = async () => (await (await post(`/appManagement/${made.id}/credentials`, key, { name: 'Key' }, management)).json()) as { id: string; credential: string };
  const [first, again] = [await create(), await create()];
  expect(again).toEqual(first);
  const kept = JSON.stringify(await rows('SELECT answer AS n FROM answered_requests'));
  expect(kept).toContain('gcm1.');
  expect(kept).not.toContain(first.credential);
  expect(kept).not.toContain(first.id);
});

test('an upload is taken once, an answered header comes again, and a key of another tenant is another key', async () => {
  const key = randomUUID();
  const zip = await makeScorm12Zip();
  const upload = async () => {
    const form = new FormData();
    form.append('file', new Blob([zip]), 'course.zip');
    return courseway.api('/courses/importJobs/upload?courseId=uploaded&mayCreateNewVersion=true', { method: 'POST', body: form, headers: { 'idempotency-key': key } });
  };
  const [first, again] = [(await (await upload()).json()) as object, (await (await upload()).json()) as object];
  expect(again).toEqual(first);
  const erased = [await post('/learner/anna/delete-information?userEmail=a@x.example', 'erase-1'), await post('/learner/anna/delete-information?userEmail=a@x.example', 'erase-1')].map((answer) => answer.headers.get('x-erasure-receipt'));
  expect(erased[0]).toMatch(/./);
  expect(erased[1]).toBe(erased[0]);
  const other = await courseway.otherTenant();
  await importCourse(other, 'golf', zip);
  expect((await other.api('/registrations', { method: 'POST', body: registration('theirs'), headers: { 'idempotency-key': 'erase-1' } })).status).toBe(204);
});

test('while the first is at work on something slow, a repeat is told to wait; when it fails the key is free', async () => {
  let release: (status: number) => void = () => undefined;
  const waiting = new Promise<number>((resolve) => (release = resolve));
  const receiver = await TestReceiver.start((response) => void waiting.then((status) => response.writeHead(status).end()));
  const key = randomUUID();
  const slow = post('/registrations/postBackTest', key, { url: receiver.url });
  while (!receiver.received.length) await new Promise((resolve) => setTimeout(resolve, 10));
  const meanwhile = await post('/registrations/postBackTest', key, { url: receiver.url });
  expect([meanwhile.status, meanwhile.headers.get('retry-after')]).toEqual([409, '2']);
  release(500);
  expect((await slow).status).toBe(400);
  expect(receiver.received).toHaveLength(1);
  await receiver.stop();
  const good = await TestReceiver.start();
  expect((await post('/registrations/postBackTest', key, { url: good.url })).status).toBe(204);
  await good.stop();
});

test('a key is free again after 24 hours, and its row goes', async () => {
  const key = randomUUID();
  expect((await post('/registrations', key, registration('day-1'))).status).toBe(204);
  const clock = courseway.get(Clock);
  const now = Date.now();
  jest.spyOn(clock, 'now').mockReturnValue(now + 24 * 3_600_000 + 60_000);
  expect((await post('/registrations', key, registration('day-2'))).status).toBe(204);
});

test.each([['empty', ' '], ['too long', 'x'.repeat(256)], ['with a space', 'a b']])('a key that is %s is a 400', async (_, key) => {
  const answer = await post('/registrations', key, registration('never'));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ message: expect.stringContaining('Idempotency-Key') });
});
