import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { publishCourse } from '../../support/dispatching';
import { postback, postbacksOf, progress, register, type ShownPostback, untilPostback } from '../../support/posting';
import { TestReceiver } from '../../support/receiver';

let courseway: Booted;
let target: TestReceiver;
let healthy = false;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  target = await TestReceiver.start((response) => response.writeHead(healthy ? 200 : 410).end());
  await publishCourse(courseway, 'course');
  for (let n = 0; n < 23; n++) await register(courseway, 'course', `r${n}`, { url: target.url });
  for (let n = 0; n < 23; n++) await progress(courseway, `r${n}`);
  await target.until(23);
  for (let n = 0; n < 23; n++) await untilPostback(courseway, `r${n}`, ({ state }) => state === 'failed');
});
afterAll(async () => {
  await courseway?.close();
  await target?.stop();
});

const list = async (query: string) => (await (await courseway.api(`/postbacks?${query}`)).json()) as { postbacks: ShownPostback[]; more?: string };
async function everything(query = ''): Promise<ShownPostback[]> {
  const all: ShownPostback[] = [];
  for (let page = await list(query); ; page = await list(`more=${page.more}`)) {
    all.push(...page.postbacks);
    if (!page.more) return all;
    expect(page.postbacks).toHaveLength(10);
  }
}

describe('200', () => {
  test('the log by pages, the newest first, each once; filtered by state, registration and time', async () => {
    const all = await everything();
    expect(new Set(all.map(({ registrationId }) => registrationId)).size).toBe(23);
    expect(all).toHaveLength(23);
    const made = all.map((one) => (one as unknown as { created: string }).created);
    expect(made).toEqual([...made].sort().reverse());
    expect(all[0]).toEqual({
      id: expect.stringMatching(/^msg_/), kind: 'registration.progressed', state: 'failed', registrationId: expect.any(String), instance: 0, sequence: 1, receiver: new URL(target.url).host, created: made[0],
      finished: expect.any(String), attemptCount: 1, lastStatus: 410, lastError: expect.stringContaining('410'),
    });
    expect(await everything('state=failed')).toHaveLength(23);
    expect(await everything('state=delivered')).toEqual([]);
    expect((await everything('registrationId=r7')).map(({ registrationId }) => registrationId)).toEqual(['r7']);
    expect(await everything('registrationId=unknown')).toEqual([]);
    expect(await everything(`since=${made[0]}`)).not.toHaveLength(0);
    expect(await everything('until=2020-01-01')).toEqual([]);
    expect(await everything(`since=${made.at(-1)}&until=${made[0]}&state=failed`)).toHaveLength(23);
  });

  test('one with its body and its attempts', async () => {
    const [newest] = await postbacksOf(courseway);
    const one = await postback(courseway, newest?.id ?? '');
    expect(one).toMatchObject({ ...newest, content: 'json', attempts: [{ attempt: 1, at: expect.any(String), status: 410, milliseconds: expect.any(Number), address: target.url }] });
    expect(JSON.parse(one.body ?? '')).toMatchObject({ id: newest?.registrationId, sequence: 1 });
  });

  test('statements do not grow with the page', async () => {
    expect(await countStatements(courseway, () => list('registrationId=r7'))).toBe(await countStatements(courseway, () => list('')));
  });

  test('replay of one, of a registration, of a time, of all that failed', async () => {
    healthy = true;
    const [one] = await postbacksOf(courseway, 'registrationId=r3');
    expect((await courseway.api(`/postbacks/${one?.id}/replay`, { method: 'POST' })).status).toBe(204);
    await untilPostback(courseway, 'r3', ({ state }) => state === 'delivered');
    const replay = async (body: object) => ((await (await courseway.api('/postbacks/replay', { method: 'POST', body })).json()) as { result: number }).result;
    expect(await replay({ registrationId: 'r4' })).toBe(1);
    expect(await replay({ until: '2020-01-01' })).toBe(0);
    await untilPostback(courseway, 'r4', ({ state }) => state === 'delivered');
    expect(await replay({})).toBe(21);
    for (let n = 0; n < 23; n++) await untilPostback(courseway, `r${n}`, ({ state }) => state === 'delivered');
    expect(target.received).toHaveLength(23 * 2);
    expect(new Set(target.ids).size).toBe(23);
    expect(await replay({ state: 'delivered', registrationId: 'r5' })).toBe(1);
    await target.until(23 * 2 + 1);
  });

  test('one whose instance is gone is dropped when it is to be sent again, and holds up nobody', async () => {
    const [lost] = await postbacksOf(courseway, 'registrationId=r6');
    expect((await courseway.api('/registrations/r6/instances', { method: 'POST' })).status).toBe(204);
    expect((await courseway.api('/registrations/r6/instances/0', { method: 'DELETE' })).status).toBe(204);
    const before = target.received.length;
    const replay = async (id = '') => expect((await courseway.api(`/postbacks/${id}/replay`, { method: 'POST' })).status).toBe(204);
    await replay(lost?.id);
    expect(await untilPostback(courseway, 'r6', ({ state }) => state === 'dropped')).toMatchObject({ id: lost?.id, lastError: expect.stringContaining('no registration') });
    await replay((await postbacksOf(courseway, 'registrationId=r7'))[0]?.id);
    await target.until(before + 1);
    expect(target.ids.slice(before)).not.toContain(lost?.id);
  });
});

describe('400', () => {
  test.each([['GET', '/postbacks?state=nonsense'], ['GET', '/postbacks?since=yesterday'], ['GET', '/postbacks?more=forged']])('%s %s', async (method, path) => {
    expect((await courseway.api(path, { method })).status).toBe(400);
  });
  test.each([{ state: 'waiting' }, { since: 'yesterday' }, { registrationId: 7 }])('a replay of %j', async (body) => {
    expect((await courseway.api('/postbacks/replay', { method: 'POST', body })).status).toBe(400);
  });
});

test('what is unknown, and what is of another tenant, whose list is empty', async () => {
  const other = await courseway.otherTenant();
  const [known] = await postbacksOf(courseway);
  for (const [api, id] of [[courseway.api, 'msg_unknown'], [courseway.api, 'x'.repeat(300)], [other.api, known?.id]] as const) {
    for (const [method, path] of [['GET', ''], ['POST', '/replay']]) expect((await api(`/postbacks/${id}${path}`, { method })).status).toBe(404);
  }
  expect(await (await other.api('/postbacks')).json()).toEqual({ postbacks: [] });
  expect(await (await other.api('/postbacks/replay', { method: 'POST', body: { state: 'delivered' } })).json()).toEqual({ result: 0 });
});

test('a registration id with U+0000 is no id: 400 names the field', async () => {
  const answer = await courseway.api('/postbacks/replay', { method: 'POST', body: { registrationId: 'r\u0000' } });
  expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'invalid-input', message: 'registrationId: may not contain U+0000' })]);
});
