import { Webhook } from 'standardwebhooks';
import { type Booted, bootCourseway } from '../support/boot';
import { hour, moveClock, publishCourse } from '../support/dispatching';
import { postback, postbacksOf, progress, register, untilPostback } from '../support/posting';
import { TestReceiver } from '../support/receiver';

let courseway: Booted;
const receivers: TestReceiver[] = [];
const receiver = async (...how: Parameters<typeof TestReceiver.start>) => {
  const one = await TestReceiver.start(...how);
  receivers.push(one);
  return one;
};
const secretOf = async () => (await (await courseway.api('/postbacks/secret')).json()) as { secret: string; previous?: { secret: string; validUntil: string } };
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.0/8' });
  await publishCourse(courseway, 'course');
});
afterAll(async () => {
  await courseway?.close();
  for (const one of receivers) await one.stop();
});

test('changes are told once they are quiet: one signed postback with the newest state, the JSON of the API and a number', async () => {
  const target = await receiver();
  await register(courseway, 'course', 'r1', { url: target.url, authType: 'HTTPBASIC', userName: 'anna', password: 'secret word', resultsFormat: 'ACTIVITY' });
  for (const score of [0.1, 0.2, 0.3]) await progress(courseway, 'r1', score);
  const [first] = await target.until(1);
  const { sequence, ...told } = JSON.parse(first?.body ?? '{}');
  expect(sequence).toBe(1);
  expect(told).toEqual(await (await courseway.api('/registrations/r1?includeChildResults=true')).json());
  expect(told).toMatchObject({ id: 'r1', score: { scaled: 30 }, activityDetails: { children: [{ id: 'sco-1' }] } });
  expect(first?.headers).toMatchObject({ 'content-type': 'application/json; charset=UTF-8', authorization: `Basic ${Buffer.from('anna:secret word').toString('base64')}`, 'courseway-sequence': '1' });
  const { secret } = await secretOf();
  expect(new Webhook(secret).verify(first?.body ?? '', first?.headers as Record<string, string>)).toMatchObject({ id: 'r1' });
  expect(() => new Webhook(secret).verify(`${first?.body} `, first?.headers as Record<string, string>)).toThrow();

  await progress(courseway, 'r1', 1, 'COMPLETED');
  const second = (await target.until(2))[1];
  expect(JSON.parse(second?.body ?? '')).toMatchObject({ sequence: 2, registrationCompletion: 'COMPLETED', score: { scaled: 100 } });
  expect(new Set(target.ids).size).toBe(2);
  const shown = await untilPostback(courseway, 'r1', ({ state }) => state === 'delivered');
  expect(shown).toMatchObject({ sequence: 2, attemptCount: 1, lastStatus: 200, attempts: [{ attempt: 1, status: 200, answer: 'ok', milliseconds: expect.any(Number) }] });
  expect(JSON.stringify(shown)).not.toContain('secret word');
});

test('somebody who never stops is told of at the latest after ten seconds', async () => {
  const target = await receiver();
  await register(courseway, 'course', 'busy', { url: target.url });
  const started = performance.now();
  while (target.received.length === 0 && performance.now() - started < 14_000) {
    await progress(courseway, 'busy', Math.round(Math.random() * 100) / 100);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const waited = (target.received[0]?.at ?? 0) - started;
  expect(waited).toBeGreaterThan(8_000);
  expect(waited).toBeLessThan(12_500);
}, 30_000);

test('the formats: course, full; FORM sends fields; legacy is the old XML', async () => {
  const target = await receiver();
  const of = (postBack: object) => ({ url: target.url, ...postBack });
  await register(courseway, 'course', 'plain', of({ authType: 'FORM', userName: 'u&1', password: 'p=2', resultsFormat: 'COURSE' }));
  await register(courseway, 'course', 'full', of({ authType: 'HTTPBASIC', resultsFormat: 'FULL' }));
  await register(courseway, 'course', 'old<1>', of({ authType: 'FORM', userName: 'u', password: 'p', resultsFormat: 'COURSE', legacy: true }));
  await register(courseway, 'course', 'old-full', of({ authType: 'HTTPBASIC', resultsFormat: 'FULL', legacy: true }));
  for (const id of ['plain', 'full', 'old<1>', 'old-full']) await progress(courseway, id, 0.85, 'COMPLETED');
  const found = await target.until(4);
  const fields = found.filter(({ headers }) => headers['content-type'] === 'application/x-www-form-urlencoded; charset=UTF-8').map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  const form = fields.find((one) => one['userName']);
  expect(form).toMatchObject({ userName: 'u&1', password: 'p=2' });
  const { sequence, ...told } = JSON.parse(form?.['data'] ?? '{}');
  expect(sequence).toBe(1);
  expect(told).toEqual(await (await courseway.api('/registrations/plain')).json());
  expect(told.activityDetails.children).toEqual([]);
  const old = fields.find((one) => one['username']);
  expect(old).toMatchObject({ username: 'u', password: 'p' });
  expect(old?.['data']).toBe('<?xml version="1.0" encoding="utf-8"?><rsp stat="ok"><registrationreport format="course" regid="old&lt;1&gt;" instanceid="0"><complete>complete</complete><success>unknown</success><totaltime>60</totaltime><score>85</score></registrationreport></rsp>');
  const full = JSON.parse(found.find(({ headers, body }) => headers['content-type']?.startsWith('application/json') && body.includes('"full"'))?.body ?? '{}');
  expect(full.activityDetails.children[0].runtime).toMatchObject({ completionStatus: 'completed', scoreRaw: '85', runtimeInteractions: [] });
  const xml = found.find(({ headers }) => headers['content-type'] === 'text/xml; charset=UTF-8')?.body ?? '';
  expect(xml).toContain('<score_raw>85</score_raw>');
  expect(found.every(({ headers }) => headers['authorization'] === undefined)).toBe(true);
});

test('where results go: the registration, its dispatch, the course, the application; the address as it is when the postback leaves', async () => {
  const [own, ofCourse] = [await receiver(), await receiver()];
  await publishCourse(courseway, 'told');
  const set = (url: string) => courseway.api('/courses/told/configuration', { method: 'POST', body: { settings: [{ settingId: 'ApiRollupRegistrationPostBackUrl', value: url }] } });
  expect((await set(ofCourse.url)).status).toBe(204);
  await register(courseway, 'told', 'has-own', { url: own.url });
  await register(courseway, 'told', 'has-none');
  await register(courseway, 'course', 'not-told');
  for (const id of ['has-own', 'has-none', 'not-told']) await progress(courseway, id);
  await own.until(1);
  await ofCourse.until(1);
  expect(JSON.parse(own.received[0]?.body ?? '').id).toBe('has-own');
  expect(JSON.parse(ofCourse.received[0]?.body ?? '').id).toBe('has-none');
  expect(await postbacksOf(courseway, 'registrationId=not-told')).toEqual([]);

  await progress(courseway, 'has-none');
  await new Promise((resolve) => setTimeout(resolve, 500));
  await set(`${own.url}?moved`);
  await own.until(2);
  expect(own.received[1]).toMatchObject({ url: '/results?moved' });
  await progress(courseway, 'has-none');
  await new Promise((resolve) => setTimeout(resolve, 500));
  await courseway.api('/courses/told/configuration/ApiRollupRegistrationPostBackUrl', { method: 'DELETE' });
  expect(await untilPostback(courseway, 'has-none', ({ state }) => state === 'dropped')).toMatchObject({ attemptCount: 0 });
});

test('a failing receiver is tried again with the same id and the same bytes; a newer state takes the place of what waits for its next try', async () => {
  let healthy = false;
  const target = await receiver((response) => response.writeHead(healthy ? 204 : 500).end(healthy ? '' : 'x'.repeat(700)));
  await register(courseway, 'course', 'again', { url: target.url });
  await progress(courseway, 'again', 0.1);
  await target.until(2);
  expect(target.received[1]?.body).toBe(target.received[0]?.body);
  expect(new Set(target.ids).size).toBe(1);
  const first = await untilPostback(courseway, 'again', ({ attemptCount }) => attemptCount === 2);
  expect(first).toMatchObject({ state: 'waiting', lastStatus: 500, lastError: 'The receiver answered 500', attempts: [{ answer: 'x'.repeat(500) }, { status: 500 }] });
  healthy = true;
  await progress(courseway, 'again', 0.9);
  await target.until(3);
  expect(JSON.parse(target.received[2]?.body ?? '')).toMatchObject({ sequence: 2, score: { scaled: 90 } });
  await untilPostback(courseway, 'again', ({ state }) => state === 'delivered');
  expect((await postback(courseway, first.id)).state).toBe('superseded');
});

test('twelve tries over at least 75 hours, then it has failed; a replay sends the same once more', async () => {
  let healthy = false;
  const target = await receiver((response) => response.writeHead(healthy ? 200 : 503).end());
  await register(courseway, 'course', 'gives-up', { url: target.url });
  await progress(courseway, 'gives-up');
  let moved = 0;
  let put: () => void = () => undefined;
  const pauses: number[] = [];
  try {
    for (let tries = 1; tries < 12; tries++) {
      const shown = await untilPostback(courseway, 'gives-up', ({ attemptCount, state }) => attemptCount === tries && state === 'waiting');
      const pause = Date.parse(shown.nextAttempt ?? '') - (Date.now() + moved);
      pauses.push(pause);
      moved += pause;
      put = moveClock(courseway, moved);
    }
    const shown = await untilPostback(courseway, 'gives-up', ({ state }) => state === 'failed');
    expect(shown).toMatchObject({ attemptCount: 12, lastStatus: 503 });
    expect(shown.attempts).toHaveLength(12);
    expect(pauses.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(75 * hour);
    expect(pauses.reduce((sum, one) => sum + one, 0)).toBeLessThan(95 * hour);
    healthy = true;
    expect((await courseway.api(`/postbacks/${shown.id}/replay`, { method: 'POST' })).status).toBe(204);
    await untilPostback(courseway, 'gives-up', ({ state }) => state === 'delivered');
    expect(new Set(target.ids)).toEqual(new Set([shown.id]));
    expect(new Set(target.received.map(({ body }) => body)).size).toBe(1);
    expect((await postback(courseway, shown.id)).attempts).toHaveLength(13);
  } finally {
    put();
  }
}, 60_000);

test('one at a time for a registration, in order; many registrations at once', async () => {
  const open = new Map<string, number>();
  let mostOfOne = 0;
  const target = await receiver((response, { body }) => {
    const { id } = JSON.parse(body);
    open.set(id, (open.get(id) ?? 0) + 1);
    mostOfOne = Math.max(mostOfOne, open.get(id) ?? 0);
    setTimeout(() => {
      open.set(id, (open.get(id) ?? 0) - 1);
      response.end();
    }, 2_600);
  });
  const ids = Array.from({ length: 8 }, (_, n) => `line-${n}`);
  for (const id of ids) await register(courseway, 'course', id, { url: target.url });
  for (let round = 0; round < 3; round++) {
    for (const id of ids) await progress(courseway, id, round / 10);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
  }
  const found = await target.until(8 * 2, 30_000);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(mostOfOne).toBe(1);
  expect(target.mostOpen).toBeGreaterThan(4);
  for (const id of ids) {
    const numbers = found.map(({ body }) => JSON.parse(body)).filter((one) => one.id === id).map((one) => one.sequence);
    expect(numbers).toEqual(numbers.map((_, n) => n + 1));
  }
  const last = ids.map((id) => found.map(({ body }) => JSON.parse(body)).filter((one) => one.id === id).at(-1)?.score.scaled);
  expect(last).toEqual(ids.map(() => 20));
}, 60_000);

test('rotation: both secrets sign for a day, then only the new one', async () => {
  const target = await receiver();
  await register(courseway, 'course', 'rotated', { url: target.url });
  const before = await secretOf();
  expect(before.previous).toBeUndefined();
  const rotated = (await (await courseway.api('/postbacks/secret/rotate', { method: 'POST' })).json()) as typeof before;
  expect(rotated).toMatchObject({ previous: { secret: before.secret } });
  expect(rotated.secret).not.toBe(before.secret);
  await progress(courseway, 'rotated');
  const [one] = await target.until(1);
  for (const secret of [before.secret, rotated.secret]) expect(new Webhook(secret).verify(one?.body ?? '', one?.headers as Record<string, string>)).toMatchObject({ id: 'rotated' });
  const put = moveClock(courseway, 25 * hour);
  try {
    expect((await secretOf()).previous).toBeUndefined();
    expect((await secretOf()).secret).toBe(rotated.secret);
  } finally {
    put();
  }
  const other = await courseway.otherTenant();
  expect(((await (await other.api('/postbacks/secret')).json()) as typeof before).secret).not.toBe(rotated.secret);
});

test('postbacks go with their registration', async () => {
  const target = await receiver();
  await register(courseway, 'course', 'deleted', { url: target.url });
  await progress(courseway, 'deleted');
  await untilPostback(courseway, 'deleted', ({ state }) => state === 'delivered');
  await courseway.api('/registrations/deleted', { method: 'DELETE' });
  for (let n = 0; n < 100 && (await postbacksOf(courseway, 'registrationId=deleted')).length; n++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await postbacksOf(courseway, 'registrationId=deleted')).toEqual([]);
});
