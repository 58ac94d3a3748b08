import { RecountLicence } from '../../src/dispatch/seats/recount-licence';
import { WipeTests } from '../../src/dispatch/seats/wipe-tests';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { download, hour, launch, type LaunchAnswer, makeDispatch, type MadeDispatch, moveClock, publishCourse, report } from '../support/dispatching';
import { ServerProcess } from '../support/server-process';
import { TestReceiver } from '../support/receiver';
import { TestSmtp } from '../support/smtp';

let courseway: Booted;
let target: TestReceiver;
let smtp: TestSmtp;
beforeAll(async () => {
  smtp = await TestSmtp.start();
  target = await TestReceiver.start();
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.0/8', SMTP_URL: smtp.url });
  await courseway.api('/postbacks/events', { method: 'PUT', body: { url: target.url, types: ['licence.threshold_reached', 'dispatch.alarm', 'dispatch.limit_reached'] } });
});
afterAll(async () => {
  await courseway?.close();
  await target?.stop();
  await smtp?.down();
});

const day = 24 * hour;
const unlimited = { newPerAddressHour: 0, newPerKeyHour: 0 };
const outcome = (answer: LaunchAnswer) => answer.code ?? answer.result;
type Json = Record<string, unknown>;

async function ask(path: string, body?: object, method = body ? 'PUT' : 'GET'): Promise<Json> {
  const answer = await courseway.api(path, { method, ...(body ? { body } : {}) });
  const text = await answer.text();
  return { status: answer.status, ...(text ? (JSON.parse(text) as Json) : {}) };
}
const destination = ({ destinationId }: MadeDispatch, change?: object) => ask(`/dispatch/destinations/${destinationId}`, change);
const dispatch = ({ id }: MadeDispatch, change?: object) => ask(`/dispatch/dispatches/${id}`, change);

/** A second dispatch, of a course of its own, to the destination of `made`. */
async function besides(made: MadeDispatch, data: object = {}): Promise<MadeDispatch> {
  const second = { ...made, id: `${made.id}-2`, courseId: `${made.courseId}-2` };
  await publishCourse(courseway, second.courseId);
  expect((await ask('/dispatch/dispatches', { dispatches: [{ id: second.id, data: { destinationId: made.destinationId, courseId: second.courseId, ...data } }] }, 'POST')).status).toBe(204);
  return second;
}

interface Entry {
  kind: string;
  seatId?: string;
  registrations: number;
  learners: number;
  licensed: number;
  reason?: string;
  credentialId?: string;
}
async function ledger(path: string): Promise<Entry[]> {
  const all: Entry[] = [];
  for (let more = ''; ; ) {
    const page = (await ask(`${path}/ledger${more && `?more=${encodeURIComponent(more)}`}`)) as { entries: Entry[]; more?: string };
    all.push(...page.entries);
    if (!page.more) return all;
    more = page.more;
  }
}
const sum = (entries: readonly Entry[], of: 'registrations' | 'learners' | 'licensed') => entries.reduce((total, entry) => total + entry[of], 0);
const seatsOf = async ({ id }: MadeDispatch) => ((await ask(`/dispatch/dispatches/${id}/seats`)) as { seats: { id: string; learnerId: string; test: boolean; voided?: string; refunded?: string }[] }).seats;

/** Every count against the rows it is made of; for SQL, because lists page by ten. */
async function balance(destinationId: string): Promise<{ dispatches: { counted: number; ledger: number; seats: number; learners: number; ledgerLearners: number; seatLearners: number }[]; destination: Record<string, number> }> {
  const unit = courseway.get(UnitOfWork);
  return unit.run(async () => {
    const dispatches = await unit.query<Record<string, number>>(
      `SELECT d.registration_count AS counted, d.learner_count AS learners,
         (SELECT COALESCE(SUM(l.registrations), 0) FROM seat_ledger l WHERE l.dispatch_key = d.dispatch_key) AS ledger, (SELECT COALESCE(SUM(l.learners), 0) FROM seat_ledger l WHERE l.dispatch_key = d.dispatch_key) AS ledgerLearners,
         (SELECT COUNT(*) FROM seats s WHERE s.dispatch_key = d.dispatch_key) AS seats, (SELECT COUNT(DISTINCT s.learner_key) FROM seats s WHERE s.dispatch_key = d.dispatch_key) AS seatLearners
       FROM dispatches d JOIN destinations t ON t.destination_key = d.destination_key WHERE t.id = ? ORDER BY d.id`, [destinationId],
    );
    const [all] = await unit.query<Record<string, number>>(
      `SELECT t.registration_count AS counted, t.learner_count AS learners, (SELECT COALESCE(SUM(l.licensed), 0) FROM seat_ledger l WHERE l.destination_key = t.destination_key) AS ledger,
         (SELECT COUNT(DISTINCT s.learner_key) FROM seats s JOIN dispatches d ON d.dispatch_key = s.dispatch_key WHERE d.destination_key = t.destination_key) AS seatLearners
       FROM destinations t WHERE t.id = ?`, [destinationId],
    );
    const numbers = (row: Record<string, unknown> | undefined) => Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
    return { dispatches: dispatches.map(numbers) as never, destination: numbers(all) };
  });
}

describe('caps', () => {
  test('on learners of a dispatch: who has a seat gets further ones, who has none is refused', async () => {
    const made = await makeDispatch(courseway, { learnerCap: 1 });
    const zip = await download(courseway, made.id);
    const first = await launch(courseway, zip, { id: 'anna' });
    await report(first, { 'cmi.core.lesson_status': 'passed' });
    expect([outcome(await launch(courseway, zip, { id: 'berta' })), outcome(await launch(courseway, zip, { id: 'anna' }))]).toEqual(['full', 'welcome']);
    expect(await dispatch(made)).toMatchObject({ learnerCap: 1, learnerCount: 1, registrationCount: 2 });
    expect((await dispatch(made, { learnerCap: 2 })).status).toBe(204);
    expect(outcome(await launch(courseway, zip, { id: 'berta' }))).toBe('welcome');
  });

  test('on a destination count over its dispatches, a learner of both once', async () => {
    const one = await makeDispatch(courseway);
    const two = await besides(one);
    const [a, b] = [await download(courseway, one.id), await download(courseway, two.id)];
    await launch(courseway, a, { id: 'before the cap' });
    expect((await destination(one, { learnerCap: 2, registrationCap: 4 })).status).toBe(204);
    expect(await destination(one)).toMatchObject({ learnerCap: 2, registrationCap: 4, learnerCount: 1, registrationCount: 1 });
    const codes = [];
    for (const [zip, id] of [[b, 'before the cap'], [a, 'anna'], [b, 'anna'], [a, 'carla'], [b, 'anna']] as const) codes.push(outcome(await launch(courseway, zip, { id })));
    expect(codes).toEqual(['welcome', 'welcome', 'welcome', 'full', 'welcome']);
    expect(await destination(one)).toMatchObject({ learnerCount: 2, registrationCount: 4 });
    await destination(one, { learnerCap: 0 });
    expect(outcome(await launch(courseway, a, { id: 'carla' }))).toBe('full'); // the cap on registrations still holds
    await destination(one, { registrationCap: 0 });
    expect([outcome(await launch(courseway, a, { id: 'carla' })), (await destination(one))['learnerCount']]).toEqual(['welcome', undefined]);
  });

  test('a launch that did not know of a new cap is counted when the destination is counted again', async () => {
    const made = await makeDispatch(courseway);
    const zip = await download(courseway, made.id);
    await launch(courseway, zip, { id: 'anna' });
    await destination(made, { learnerCap: 5 });
    const unit = courseway.get(UnitOfWork);
    const key = await unit.run(async () => {
      await unit.execute('UPDATE destinations SET learner_count = 0, registration_count = 0 WHERE id = ?', [made.destinationId]); // as if the launch had been on its way
      return (await unit.query<{ k: string }>('SELECT destination_key AS k FROM destinations WHERE id = ?', [made.destinationId]))[0]?.k ?? '';
    });
    await courseway.get(RecountLicence).run(key);
    expect(await destination(made)).toMatchObject({ learnerCount: 1, registrationCount: 1 });
  });

  test('bad values are refused in words', async () => {
    const made = await makeDispatch(courseway);
    for (const [change, what] of [[{ learnerCap: -1 }, 'learnerCap'], [{ accessDays: 1.5 }, 'accessDays'], [{ warnAt: [120] }, 'warnAt'], [{ startDate: 'soon' }, 'startDate']] as const) {
      const answer = await dispatch(made, change);
      expect([answer['status'], String(answer['message']).includes(what)]).toEqual([400, true]);
      expect((await destination(made, change))['status']).toBe(400);
    }
  });
});

describe('time', () => {
  test('a dispatch opens at its start and a destination bounds all its dispatches', async () => {
    const soon = new Date(Date.now() + hour).toISOString();
    const made = await makeDispatch(courseway, { startDate: soon });
    const zip = await download(courseway, made.id);
    expect([outcome(await launch(courseway, zip)), (await dispatch(made))['startDate']]).toEqual(['not-started', soon]);
    await dispatch(made, { startDate: 'none' });
    expect(outcome(await launch(courseway, zip))).toBe('welcome');
    await destination(made, { expirationDate: '2020-01-01' });
    expect(outcome(await launch(courseway, zip))).toBe('expired');
    await destination(made, { expirationDate: 'none' });
    expect(outcome(await launch(courseway, zip))).toBe('welcome');
  });

  test('so many days from the first launch of each learner, further attempts included; the dispatch overrules its destination', async () => {
    const made = await makeDispatch(courseway);
    await destination(made, { accessDays: 10 });
    const zip = await download(courseway, made.id);
    const { pointer } = await launch(courseway, zip, { id: 'anna' });
    const back = moveClock(courseway, 9 * day);
    expect([outcome(await launch(courseway, zip, { id: 'anna', pointer })), outcome(await launch(courseway, zip, { id: 'berta' }))]).toEqual(['welcome', 'welcome']);
    back();
    const later = moveClock(courseway, 11 * day);
    expect([outcome(await launch(courseway, zip, { id: 'anna', pointer })), outcome(await launch(courseway, zip, { id: 'anna' })), outcome(await launch(courseway, zip, { id: 'berta' }))]).toEqual(['expired', 'expired', 'welcome']);
    await dispatch(made, { accessDays: 12 });
    expect(outcome(await launch(courseway, zip, { id: 'anna', pointer }))).toBe('welcome');
    later();
  });
});

test('thresholds are told once each on the way up, as events and by mail', async () => {
  const made = await makeDispatch(courseway, { registrationCap: 5, warnAt: [50, 100], email: 'vendor@x.example' });
  await destination(made, { learnerCap: 4, warnAt: [75] });
  const zip = await download(courseway, made.id);
  for (const id of ['1', '2', '3', '4']) await launch(courseway, zip, { id });
  const told = await until(async () => target.received.map(({ body }) => JSON.parse(body) as { type: string; data: Json }).filter(({ data }) => data['destinationId'] === made.destinationId), (all) => all.length >= 2);
  expect(told.map(({ type, data }) => [type, data['scope'], data['counted'], data['percent'], data['count'], data['cap']])).toEqual([
    ['licence.threshold_reached', 'dispatch', 'registrations', 50, 3, 5], ['licence.threshold_reached', 'destination', 'learners', 75, 3, 4],
  ]);
  await destination(made, { learnerCap: 0 });
  await launch(courseway, zip, { id: '5' });
  const mails = await until(async () => smtp.received, (all) => all.length >= 3);
  expect(mails.map(({ to, subject }) => [...to, subject])).toEqual([
    ['vendor@x.example', expect.stringMatching(/^50 % used: /)], ['vendor@x.example', expect.stringMatching(/^75 % used: /)], ['vendor@x.example', expect.stringMatching(/^All used: /)],
  ]);
  expect(mails[2]?.text).toContain('All 5 registrations are taken');
  expect([mails[0]?.html.includes('3 of 5 registrations'), mails[0]?.header('Auto-Submitted')]).toEqual([true, ['auto-generated']]);
});

describe('the ledger', () => {
  test('opens every count to its rows: seats, a refund, a void, a counter that was set and reset', async () => {
    const made = await makeDispatch(courseway, { registrationCap: 2 });
    await destination(made, { registrationCap: 10 });
    const zip = await download(courseway, made.id);
    const anna = await launch(courseway, zip, { id: 'anna' });
    await launch(courseway, zip, { id: 'berta' });
    expect(outcome(await launch(courseway, zip, { id: 'carla' }))).toBe('full');
    const [a, b] = await seatsOf(made);
    const release = (seat: string | undefined, how: string, body: object = { reason: 'asked for it' }) => ask(`/dispatch/dispatches/${made.id}/seats/${seat}/${how}`, body, 'POST');
    expect([(await release(a?.id, 'refund', {}))['status'], (await release('nobody', 'void'))['status']]).toEqual([400, 404]);
    expect([(await release(a?.id, 'refund'))['status'], (await release(a?.id, 'refund'))['status']]).toEqual([204, 409]);
    expect([outcome(await launch(courseway, zip, { id: 'anna', pointer: anna.pointer })), outcome(await launch(courseway, zip, { id: 'carla' }))]).toEqual(['welcome', 'welcome']); // her seat is free, and she goes on
    expect([(await release(b?.id, 'void', { reason: 'made up' }))['status'], (await dispatch(made))['registrationCount']]).toEqual([204, 1]);
    expect(outcome(await launch(courseway, zip, { id: 'berta' }))).toBe('welcome'); // as somebody new
    expect([(await dispatch(made)), await destination(made)]).toMatchObject([{ registrationCount: 2, learnerCount: 2 }, { registrationCount: 2, learnerCount: 2 }]);
    await dispatch(made, { registrationCount: 7 });
    await courseway.api(`/dispatch/dispatches/${made.id}/registrationCount`, { method: 'DELETE' });
    const entries = (await ledger(`/dispatch/dispatches/${made.id}`)).reverse();
    expect(entries.map(({ kind, registrations, learners, licensed }) => [kind, registrations, learners, licensed])).toEqual([
      ['taken', 1, 1, 1], ['taken', 1, 1, 1], ['refunded', -1, -1, -1], ['taken', 1, 1, 1], ['voided', -1, -1, -1], ['taken', 1, 1, 1], ['set', 5, 0, 0], ['reset', -7, 0, 0],
    ]);
    expect(entries[4]).toMatchObject({ seatId: b?.id, reason: 'made up', credentialId: expect.any(String) });
    expect([sum(entries, 'registrations'), sum(entries, 'learners'), (await dispatch(made))['registrationCount']]).toEqual([0, 2, 0]);
    expect(sum(await ledger(`/dispatch/destinations/${made.destinationId}`), 'licensed')).toBe(2);
    await release((await seatsOf(made)).find(({ learnerId }) => learnerId === 'carla')?.id, 'void');
    expect([(await dispatch(made)), await destination(made)]).toMatchObject([{ registrationCount: 0, learnerCount: 1 }, { registrationCount: 1, learnerCount: 1 }]); // the reset counter has nothing left to give back
  });

  test('is one tenant’s own', async () => {
    const made = await makeDispatch(courseway);
    await launch(courseway, await download(courseway, made.id));
    const [seat] = await seatsOf(made);
    const other = await courseway.otherTenant();
    for (const [path, method] of [[`dispatches/${made.id}/seats`, 'GET'], [`dispatches/${made.id}/ledger`, 'GET'], [`destinations/${made.destinationId}/ledger`, 'GET'], [`dispatches/${made.id}/seats/${seat?.id}/void`, 'POST']] as const)
      expect([path, (await other.api(`/dispatch/${path}`, { method, ...(method === 'POST' ? { body: { reason: 'x' } } : {}) })).status]).toEqual([path, 404]);
  });

  test('forgets who took a seat when the learner is erased, and keeps the count', async () => {
    const made = await makeDispatch(courseway);
    await launch(courseway, await download(courseway, made.id), { id: 'forget me' });
    await courseway.api('/learner/forget%20me/delete-information?userEmail=owner%40vendor.example', { method: 'POST' });
    const unit = courseway.get(UnitOfWork);
    const rows = () => unit.run(() => unit.query<{ learner_key: string | null }>('SELECT l.learner_key FROM seat_ledger l JOIN dispatches d ON d.dispatch_key = l.dispatch_key WHERE d.id = ?', [made.id]));
    expect((await until(rows, (all) => all.every((row) => row.learner_key === null))).length).toBe(1);
    expect((await dispatch(made))['registrationCount']).toBe(1);
  });
});

const rounds = 20;
describe(`${rounds} rounds of 200 parallel launches`, () => {
  /** Two dispatches of a capped destination; 130 learners, of whom 70 launch both. */
  async function play(servers: readonly Pick<Booted, 'publicUrl' | 'contentUrl'>[]): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const one = await makeDispatch(courseway, { registrationCap: 80 }, unlimited);
      const two = await besides(one, { learnerCap: 75 });
      await destination(one, { learnerCap: 100, registrationCap: 150 });
      const zips = [await download(courseway, one.id), await download(courseway, two.id)];
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, i) => launch({ ...courseway, ...servers[i % servers.length] }, zips[i % 2] as (typeof zips)[number], { id: `learner-${i % 2 ? 130 - ((i - 1) / 2) : i / 2}` })),
      );
      const welcome = answers.filter((answer) => answer.result === 'welcome').length;
      expect(answers.every((answer) => answer.result === 'welcome' || answer.code === 'full')).toBe(true);
      const counts = await balance(one.destinationId);
      const found = counts.dispatches.map(({ counted, ledger: entries, seats, learners, ledgerLearners, seatLearners }) => [counted === entries && entries === seats, learners === ledgerLearners && ledgerLearners === seatLearners]);
      expect([round, ...found]).toEqual([round, [true, true], [true, true]]);
      const all = counts.destination;
      expect([all['counted'], all['ledger'], all['learners']]).toEqual([welcome, welcome, all['seatLearners']]);
      expect([all['learners'] === 100 || welcome === 150 || counts.dispatches.every(({ counted }, i) => counted === (i ? 75 : 80)), (all['learners'] ?? 0) <= 100, welcome <= 150]).toEqual([true, true, true]);
    }
  }

  test('the ledger equals the counts and the seats every time', () => play([courseway]), 600_000);

  const shared = process.env['DATABASE_URL'] ? test : test.skip;
  shared('and on two processes that share one database (DATABASE_URL=mysql://...)', async () => {
    const second = new ServerProcess({ DATABASE_URL: courseway.config.databaseUrl ?? '' });
    try {
      await second.start();
      await play([courseway, second]);
    } finally {
      await second.destroy();
    }
  }, 900_000);
});

describe('tests', () => {
  test('through a test package count nowhere, get in though all is full, and go after thirty days', async () => {
    const made = await makeDispatch(courseway, { registrationCap: 1, allowNewRegistrations: true });
    const real = await download(courseway, made.id);
    const testing = await download(courseway, made.id, { test: true });
    const real1 = await launch(courseway, real, { id: 'anna' });
    const tested = await launch(courseway, testing, { id: 'admin' });
    expect([outcome(tested), outcome(await launch(courseway, real, { id: 'admin' })), outcome(await launch(courseway, real, { id: 'admin', pointer: tested.pointer }))]).toEqual(['welcome', 'full', 'full']);
    const asAnna = await launch(courseway, testing, { id: 'anna', pointer: real1.pointer });
    expect([outcome(asAnna), asAnna.pointer === real1.pointer]).toEqual(['welcome', false]);
    expect([await dispatch(made), (await ledger(`/dispatch/dispatches/${made.id}`)).length, (await seatsOf(made)).map(({ test: isTest }) => isTest).sort()]).toMatchObject([{ registrationCount: 1, learnerCount: 1 }, 1, [false, true, true]]);
    const registrations = async () => ((await ask('/reporting/accountInfo')) as { usage: { totalRegistrations: number } }).usage.totalRegistrations;
    const counted = await registrations();
    await launch(courseway, testing, { id: 'another tester' });
    expect(await registrations()).toBe(counted);
    const back = moveClock(courseway, 31 * day);
    await courseway.get(WipeTests).run();
    back();
    expect((await seatsOf(made)).map(({ learnerId }) => learnerId)).toEqual(['anna']);
    expect(outcome(await launch(courseway, real, { id: 'anna', pointer: real1.pointer }))).toBe('welcome');
  });

  test('are fifty an hour for one test package', async () => {
    const testing = await download(courseway, (await makeDispatch(courseway, {}, unlimited)).id, { test: true });
    const answers = await Promise.all(Array.from({ length: 55 }, (_, i) => launch(courseway, testing, { id: `tester ${i}` })));
    expect(answers.filter((answer) => answer.code === 'too-many')).toHaveLength(5);
  });
});

describe('versions', () => {
  const versionOf = async ({ pointer }: LaunchAnswer) => {
    const unit = courseway.get(UnitOfWork);
    const sql = 'SELECT v.version FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key JOIN course_versions v ON v.version_key = i.version_key WHERE r.registration_key = ?';
    return Number((await unit.run(() => unit.query<{ version: number }>(sql, [pointer.split('.')[1]])))[0]?.version);
  };
  const policy = ({ id }: MadeDispatch, body?: object) => ask(`/dispatch/dispatches/${id}/versionPolicy`, body);
  const rollBack = ({ id }: MadeDispatch) => ask(`/dispatch/dispatches/${id}/rollback`, undefined, 'POST');

  test('latest, pinned, rolled back by one call; who has begun stays', async () => {
    const made = await makeDispatch(courseway);
    const zip = await download(courseway, made.id);
    const begun = await launch(courseway, zip, { id: 'begun' });
    expect([await versionOf(begun), (await rollBack(made))['status']]).toEqual([0, 409]);
    for (const _ of [1, 2]) await publishCourse(courseway, made.courseId);
    expect(await versionOf(await launch(courseway, zip, { id: 'on latest' }))).toBe(2);
    expect(await rollBack(made)).toEqual({ status: 200, mode: 'pinned', version: 1 });
    expect([await versionOf(await launch(courseway, zip, { id: 'rolled back' })), await versionOf(await launch(courseway, zip, { id: 'begun', pointer: begun.pointer }))]).toEqual([1, 0]);
    expect([(await rollBack(made))['version'], (await rollBack(made))['status'], await policy(made)]).toEqual([0, 409, { status: 200, mode: 'pinned', version: 0 }]);
    expect((await policy(made, { mode: 'latest' }))['status']).toBe(204);
    expect(await versionOf(await launch(courseway, zip, { id: 'latest again' }))).toBe(2);
  });

  test('a share of the learners gets the newest one, always the same learners', async () => {
    const made = await makeDispatch(courseway, {}, unlimited);
    await publishCourse(courseway, made.courseId);
    expect([(await policy(made, { mode: 'share', version: 0 }))['status'], (await policy(made, { mode: 'pinned', version: 9 }))['status'], (await policy(made, { mode: 'pinned' }))['status']]).toEqual([400, 404, 400]);
    await policy(made, { mode: 'share', version: 0, newestPercent: 30 });
    const zip = await download(courseway, made.id);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => launch(courseway, zip, { id: `learner ${i}` })));
    const newest = (await Promise.all(answers.map(versionOf))).filter((version) => version === 1).length;
    expect(newest).toBeGreaterThan(30);
    expect(newest).toBeLessThan(95);
    expect(await rollBack(made)).toMatchObject({ mode: 'pinned', version: 0 });
    expect(await versionOf(await launch(courseway, zip, { id: 'after' }))).toBe(0);
  });
});

describe('downloads', () => {
  const keysOf = async ({ id }: MadeDispatch) => ((await ask(`/dispatch/dispatches/${id}/keys`)) as { keys: { id: string; revoked?: string; test: boolean; origins: { origin: string }[] }[] }).keys;

  test('are listed with where they were launched from, revoked alone, and rotated with grace', async () => {
    const made = await makeDispatch(courseway);
    const [first, second] = [await download(courseway, made.id), await download(courseway, made.id)];
    await launch(courseway, first, { id: 'anna', ancestors: ['https://lms.one.example'] });
    const keys = await until(() => keysOf(made), (all) => (all[1]?.origins.length ?? 0) > 1);
    expect(keys.map(({ test: isTest, origins }) => [isTest, origins.map(({ origin }) => origin).sort()])).toEqual([[false, []], [false, ['https://lms.example', 'https://lms.one.example']]]);
    expect((await ask(`/dispatch/dispatches/${made.id}/keys/${keys[1]?.id}`, undefined, 'DELETE'))['status']).toBe(204);
    expect([outcome(await launch(courseway, first)), outcome(await launch(courseway, second))]).toEqual(['key-revoked', 'welcome']);
    expect((await ask(`/dispatch/dispatches/${made.id}/keys/nothing`, undefined, 'DELETE'))['status']).toBe(404);
    expect(await ask(`/dispatch/dispatches/${made.id}/keys/rotate`, { graceHours: 24 }, 'POST')).toEqual({ status: 200, result: 1 });
    const fresh = await download(courseway, made.id);
    expect(outcome(await launch(courseway, second))).toBe('welcome');
    const back = moveClock(courseway, 25 * hour);
    expect([outcome(await launch(courseway, second)), outcome(await launch(courseway, fresh))]).toEqual(['key-revoked', 'welcome']);
    back();
  });

  test('alarms are told: a wrong site, a pointer that proves nothing, a registration under a second id', async () => {
    const made = await makeDispatch(courseway, {}, { allowedOrigins: ['https://lms.example'], originMode: 'enforce' });
    const zip = await download(courseway, made.id);
    const anna = await launch(courseway, zip, { id: 'anna' });
    expect(outcome(await launch(courseway, zip, { id: 'berta', ancestors: ['https://elsewhere.example'] }))).toBe('wrong-site');
    await launch(courseway, zip, { id: 'carla', pointer: `${anna.pointer.slice(0, -22)}${'A'.repeat(22)}` });
    await launch(courseway, zip, { id: 'renamed', pointer: anna.pointer });
    const alarms = async () => target.received.map(({ body }) => JSON.parse(body) as { type: string; data: Json }).filter(({ type, data }) => type === 'dispatch.alarm' && data['dispatchId'] === made.id);
    const told = await until(alarms, (all) => all.length >= 3);
    expect(told.map(({ data }) => data['alarm']).sort()).toEqual(['alias', 'forged-pointer', 'wrong-site']);
    expect(JSON.stringify(told)).not.toMatch(/anna|berta|renamed/);
  });
});
