import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { MailSuppressions } from '../../../src/platform/mail/mail-suppressions';
import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { download, launch, makeDispatch, publishCourse } from '../../support/dispatching';
import { endOfSending, invite, jobStatus, recipientsOf } from '../../support/inviting';
import { learning } from '../../support/learning';

let courseway: Booted;
let at: ReturnType<typeof learning>;
let other: Pick<Booted, 'api'>;
beforeAll(async () => {
  courseway = await bootCourseway();
  at = learning(courseway);
  other = await courseway.otherTenant();
  await publishCourse(courseway, 'course');
});
afterAll(() => courseway.close());

const register = async (registrationId: string, learnerId: string, more: object = {}) => expect((await at.register(registrationId, { learner: { id: learnerId, firstName: 'Jo', lastName: 'Doe', email: 'jo@x.test' }, ...more })).status).toBe(204);
const learner = (id: string) => `/learner/${encodeURIComponent(id)}`;
const post = async (path: string, body?: object, api: Booted['api'] = courseway.api) => (await api(path, { method: 'POST', body })).status;
const tags = async (id: string) => ((await (await courseway.api(`${learner(id)}/tags`)).json()) as { tags: string[] }).tags;
const tagging = async (method: string, path: string, body: object, api: Booted['api'] = courseway.api) => (await api(path, { method, body })).status;

describe('tags', () => {
  test('are added, read, removed, put on many at once, and outlive registrations', async () => {
    await register('t1', 'tina');
    await register('t2', 'tom/of sales');
    expect(await tags('tina')).toEqual([]);
    expect(await tagging('PUT', `${learner('tina')}/tags`, { tags: ['b', 'a'] })).toBe(204);
    expect(await tagging('PUT', '/learner/tags', { ids: ['tina', 'tom/of sales'], tags: ['c'] })).toBe(204);
    expect(await tagging('DELETE', `${learner('tina')}/tags`, { tags: ['b', 'not there'] })).toBe(204);
    expect([await tags('tina'), await tags('tom/of sales')]).toEqual([['a', 'c'], ['c']]);
    await courseway.api('/registrations/t1', { method: 'DELETE' });
    expect(await tags('tina')).toEqual(['a', 'c']);
  });

  test('404 for who has neither registration nor tag, another tenant, and one unknown of many; 400 for odd bodies', async () => {
    await register('t3', 'known');
    expect((await courseway.api('/learner/nobody/tags')).status).toBe(404);
    expect(await tagging('PUT', '/learner/nobody/tags', { tags: ['x'] })).toBe(404);
    expect(await tagging('DELETE', '/learner/nobody/tags', { tags: ['x'] })).toBe(404);
    expect(await tagging('PUT', '/learner/tags', { ids: ['known', 'nobody'], tags: ['x'] })).toBe(404);
    expect(await tagging('PUT', '/learner/known/tags', { tags: ['x'] }, other.api)).toBe(404);
    expect(await tags('known')).toEqual([]);
    for (const body of [{}, { tags: 'x' }, { tags: [''] }]) expect(await tagging('PUT', '/learner/known/tags', body)).toBe(400);
    expect(await tagging('PUT', '/learner/tags', { tags: ['x'] })).toBe(400);
  });
});

describe('updateInfo', () => {
  const of = async (registrationId: string) => ((await at.read(registrationId)) as unknown as { learner: object }).learner;

  test('rewrites every registration of the learner and no other; empty texts overwrite, absent fields stay', async () => {
    for (const n of [1, 2, 3]) await register(`u${n}`, 'ulla');
    await register('u4', 'Ulla');
    expect(await post('/learner/ulla/updateInfo', { id: 'ulla', firstName: 'Ursula', email: '' })).toBe(204);
    for (const n of [1, 2, 3]) expect(await of(`u${n}`)).toEqual({ id: 'ulla', firstName: 'Ursula', lastName: 'Doe', email: '' });
    expect(await of('u4')).toMatchObject({ id: 'Ulla', firstName: 'Jo', email: 'jo@x.test' });
  });

  test('more registrations than one part holds', async () => {
    for (let n = 0; n < 205; n += 41) await Promise.all(Array.from({ length: 41 }, (_, i) => register(`many-${n + i}`, 'manfred')));
    expect(await post('/learner/manfred/updateInfo', { lastName: 'Changed' })).toBe(204);
    const unit = courseway.get(UnitOfWork);
    const [row] = await unit.run(() => unit.query<{ n: number }>("SELECT COUNT(*) AS n FROM registrations WHERE learner_id = 'manfred' AND last_name = 'Changed'"));
    expect(Number(row?.n)).toBe(205);
  });

  test('404 for an unknown learner and another tenant, 400 for another id or an odd body', async () => {
    await register('u5', 'uwe');
    expect(await post('/learner/nobody/updateInfo', { firstName: 'x' })).toBe(404);
    expect(await post('/learner/uwe/updateInfo', { firstName: 'x' }, other.api)).toBe(404);
    expect(await post('/learner/uwe/updateInfo', { id: 'someone else' })).toBe(400);
    expect(await post('/learner/uwe/updateInfo', { firstName: 7 })).toBe(400);
    expect(await post('/learner/uwe/updateInfo', { firstName: 'x'.repeat(256) })).toBe(400);
    expect(await of('u5')).toMatchObject({ firstName: 'Jo' });
  });
});

describe('delete-information', () => {
  const forget = (id: string, userEmail = 'admin@vendor.example', api: Booted['api'] = courseway.api) => api(`${learner(id)}/delete-information?userEmail=${encodeURIComponent(userEmail)}`, { method: 'POST' });
  /** Every text in every row of every table but those that only count or tell that something was erased. */
  const traces = async (word: string): Promise<string[]> => {
    const unit = courseway.get(UnitOfWork);
    return unit.run(async () => {
      const listed = unit.dialect === 'sqlite' ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'" : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
      const found: string[] = [];
      for (const { name } of await unit.query<{ name: string }>(listed)) if (JSON.stringify(await unit.query(`SELECT * FROM ${name}`)).toLowerCase().includes(word.toLowerCase())) found.push(name);
      return found.sort();
    });
  };
  const mail = async () => ((await (await fetch(`${courseway.publicUrl}/dev/mailbox/messages?to=admin@vendor.example`, { headers: { authorization: `Basic ${Buffer.from(`${courseway.applicationId}:${courseway.secret}`).toString('base64')}` } })).json()) as { messages: { id: string; subject: string }[] }).messages;
  const receipt = async (answer: Response) => {
    expect(answer.status).toBe(204);
    const number = answer.headers.get('x-erasure-receipt') ?? 'none';
    await until(mail, (seen) => seen.some(({ subject }) => subject.includes(number)));
    const unit = courseway.get(UnitOfWork);
    const [row] = await unit.run(() => unit.query<Record<string, number>>('SELECT registrations, instances, seats, recipients, mails, ended_at FROM erasures WHERE erasure_key = ?', [number]));
    return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
  };

  test('erases registrations, instances, sessions, launches and tags, and tells by mail; others stay', async () => {
    await register('e1', 'erna-x1', { registrationTags: ['of e1'], learnerTags: ['of erna'], learner: { id: 'erna-x1', firstName: 'Erna', lastName: 'Zumthor-x1', email: 'erna-x1@x.test' } });
    await register('e2', 'erna-x1');
    await register('stays', 'another');
    await courseway.api('/registrations/e1/instances', { method: 'POST' });
    const path = await at.open('e1');
    await at.commit(path, { activityId: 'sco-1', revision: 1, seconds: 5, cmi: { 'cmi.suspend_data': 'zumthor-x1 wrote this' } });
    expect(await traces('zumthor-x1')).toEqual(['registration_instances', 'registrations']);
    expect(await receipt(await forget('erna-x1'))).toMatchObject({ registrations: 2, instances: 3, ended_at: expect.any(Number) });
    await until(() => traces('erna-x1'), (seen) => seen.length === 0);
    expect([await traces('zumthor-x1'), await traces('of e1'), await traces('of erna')]).toEqual([[], [], []]);
    expect([(await courseway.api('/registrations/e1')).status, (await courseway.api(`${learner('erna-x1')}/tags`)).status, (await at.commit(path, { activityId: 'sco-1', revision: 2, seconds: 9, cmi: {} })).status]).toEqual([404, 404, 410]);
    const unit = courseway.get(UnitOfWork);
    expect(await unit.run(() => unit.query('SELECT s.session_key FROM sessions s LEFT JOIN registration_instances i ON i.instance_key = s.instance_key WHERE i.instance_key IS NULL'))).toEqual([]);
    expect(await at.read('stays')).toMatchObject({ learner: { id: 'another', firstName: 'Jo' } });
    expect((await forget('erna-x1')).status).toBe(404);
  });

  test('erases seats of dispatches, also behind a pseudonym, and forgets aliases; counters stay', async () => {
    const raw = await makeDispatch(courseway);
    const hashed = await makeDispatch(courseway, {}, { privacy: 'pseudonym' });
    for (const made of [raw, hashed]) for (const id of ['dora-x2', 'neighbour']) expect((await launch(courseway, await download(courseway, made.id), { id, name: 'Doe, Dora' })).result).toBe('welcome');
    const list = async () => ((await (await courseway.api(`/registrations?courseId=${hashed.courseId}`)).json()) as { registrations: object[] }).registrations.length;
    expect([await traces('dora-x2'), await list()]).toEqual([['registrations'], 2]);
    expect(await receipt(await forget('dora-x2'))).toMatchObject({ registrations: 2, seats: 2 });
    await until(() => traces('dora-x2'), (seen) => seen.length === 0);
    expect(await list()).toBe(1);
    const count = (await (await courseway.api(`/dispatch/dispatches/${hashed.id}/registrationCount`)).json()) as { registrationCount: number };
    expect(count.registrationCount).toBe(2);
    expect((await launch(courseway, await download(courseway, hashed.id), { id: 'neighbour', name: 'Doe, Dora' })).result).toBe('welcome');
    expect(await list()).toBe(1);
  });

  test('erases invitation recipients with their queued and kept mails; suppressions and counts stay', async () => {
    const address = 'Ida-x3@Learner.example';
    const id = await invite(courseway, 'course', [address, 'friend@learner.example', 'not an address of ida-x3@learner.example'], {}, {});
    await endOfSending(courseway, id);
    const unit = courseway.get(UnitOfWork);
    await unit.run(() => courseway.get(MailSuppressions).add(courseway.applicationId, address, 'reminders', 'asked'));
    expect((await traces('ida-x3@learner.example')).includes('kept_mails')).toBe(true);
    const url = (await recipientsOf(courseway, id)).find(({ email }) => email === address)?.url ?? '';
    expect(await receipt(await forget('ida-x3@learner.example'))).toMatchObject({ registrations: 1, recipients: 1, mails: 1 });
    await until(() => traces('ida-x3@learner.example'), (seen) => seen.every((table) => table === 'mail_suppressions' || table === 'invitation_row_errors'));
    const people = await recipientsOf(courseway, id);
    expect(people.map(({ email, state }) => [email, state]).sort()).toEqual([['erased', 'gone'], ['friend@learner.example', 'sent']]);
    expect(await jobStatus(courseway, id)).toMatchObject({ status: 'COMPLETE', total: 3, processed: 3 });
    expect((await fetch(url)).status).toBeLessThan(500);
    expect((await (await fetch(url)).text()).toLowerCase()).not.toContain('ida-x3');
  });

  test('404 for an unknown learner and another tenant; 400 without a mail address to tell', async () => {
    await register('e9', 'egon');
    expect((await forget('nobody')).status).toBe(404);
    expect((await forget('egon', 'admin@vendor.example', other.api)).status).toBe(404);
    for (const address of ['', 'nobody', 'a@', 'a\r\nbcc: b@x.test']) expect((await forget('egon', address)).status).toBe(400);
    expect((await courseway.api('/learner/egon/delete-information', { method: 'POST' })).status).toBe(400);
    expect((await courseway.api('/registrations/e9')).status).toBe(200);
  });
});
