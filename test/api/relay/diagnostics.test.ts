import { randomUUID } from 'node:crypto';
import { SweepLaunchTimelines } from '../../../src/dispatch/diagnostics/sweep-launch-timelines';
import { TimelineBuffer } from '../../../src/dispatch/diagnostics/timeline-buffer';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../../support/boot';
import { type Download, download, hour, type LaunchAnswer, launch, launchBody, makeDispatch, moveClock, post, report } from '../../support/dispatching';

interface Timeline {
  reference: string;
  outcome: string;
  learner: string;
  origin: string;
  packageVersion: string;
  dispatchId: string;
  entries: ({ kind: string } & Record<string, unknown>)[];
}

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway.close());

const read = async <T>(path: string): Promise<T> => {
  const answer = await courseway.api(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
};
const timelineOf = ({ ref }: { ref: string }) => read<Timeline>(`/dispatch/launchTimelines/${ref}`);
const relay = ({ d }: Download, { token }: LaunchAnswer, more: object) => post(courseway, `/api/d/${d}/relay`, { token, wait: 0, ...more });
const stored = () => courseway.get(UnitOfWork).run(() => courseway.get(UnitOfWork).query<{ e: string }>('SELECT entries AS e FROM launch_timeline_parts'));

async function dispatched(data: object = {}, settings?: object) {
  const made = await makeDispatch(courseway, data, settings);
  return { ...made, zip: await download(courseway, made.id) };
}
const call = (n: string, more: object = {}) => ({ n, r: 'true', t: 5, ...more });

describe('the timeline of a launch', () => {
  test('is found by the reference that the welcome names, as people type it', async () => {
    const { zip, id } = await dispatched();
    const answer = await launch(courseway, zip, { id: 'anna@school.example' });
    expect(answer.ref).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const timeline = await timelineOf(answer);
    expect(timeline).toMatchObject({ reference: answer.ref, outcome: 'accepted', learner: 'a…@…', origin: 'https://lms.example', packageVersion: '1', dispatchId: id });
    expect(timeline.entries.map(({ kind }) => kind)).toEqual(['launch', 'decision']);
    expect(timeline.entries[1]).toMatchObject({ what: 'create', proof: 'none', tracked: true });
    for (const typed of [answer.ref.toLowerCase(), answer.ref.replace('-', ''), ` ${answer.ref.replace('-', ' ')} `, answer.ref.replaceAll('0', 'o').replaceAll('1', 'l')])
      expect((await timelineOf({ ref: encodeURIComponent(typed) })).reference).toBe(answer.ref);
  });

  test('of a second launch says which registration was opened, and why', async () => {
    const { zip } = await dispatched();
    const first = await launch(courseway, zip);
    const second = await launch(courseway, zip, { pointer: first.pointer, entry: 'resume', status: 'incomplete' });
    const third = await launch(courseway, zip, { pointer: `${first.pointer.slice(0, -3)}xxx`, entry: 'resume', status: 'incomplete' });
    const [one, two, three] = await Promise.all([first, second, third].map(async (answer) => (await timelineOf(answer)).entries.find(({ kind }) => kind === 'decision')));
    expect(two).toMatchObject({ what: 'resume', proof: 'shown', registrationId: one?.['registrationId'] });
    expect(three).toMatchObject({ what: 'fresh', proof: 'wrong' });
  });

  test.each([
    ['disabled', { enabled: false }, {}],
    ['closed-to-new', { allowNewRegistrations: false }, {}],
    ['no-learner', {}, { id: '' }],
  ])('of a refused launch says why: %s', async (outcome, data, how) => {
    const { zip, id } = await dispatched(data);
    const answer = await launch(courseway, zip, how);
    expect(answer).toMatchObject({ result: 'refused', code: outcome });
    expect(await timelineOf(answer)).toMatchObject({ outcome, dispatchId: id, entries: [{ kind: 'launch' }, { kind: 'refused', code: outcome }] });
  });

  test('goes on with the calls of the LMS, its confirmations, and what it was told', async () => {
    const { zip } = await dispatched();
    const answer = await launch(courseway, zip);
    await report(answer, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85' });
    await relay(zip, answer, { after: 0, ack: { rev: 1, commit: false, error: 'cmi.core.score.raw 405', readback: { status: 'incomplete' } }, log: { calls: [call('LMSSetValue', { e: 'cmi.core.lesson_status', v: 'passed' })], events: ['offline', 'whatever'] } });
    const { entries } = await timelineOf(answer);
    expect(entries.slice(2)).toMatchObject([
      { kind: 'lms', calls: [{ name: 'LMSSetValue', element: 'cmi.core.lesson_status', value: 'passed', answer: 'true', after: 5 }] },
      { kind: 'ack', rev: 1, committed: false, error: 'cmi.core.score.raw 405', readBack: { status: 'incomplete' } }, { kind: 'event', what: 'offline' }, { kind: 'state', status: 'passed', score: '85' },
    ]);
  });

  test('keeps nothing personal, whatever a package says', async () => {
    const { zip } = await dispatched({}, { privacy: 'pseudonym' });
    const secret = 'Zwetschge';
    const calls = [
      call('LMSGetValue', { e: 'cmi.core.student_name', r: secret }), call('LMSGetValue', { e: 'cmi.core.student_id', r: secret }), call('LMSSetValue', { e: 'cmi.suspend_data', v: secret }), call('LMSSetValue', { e: 'cmi.core.lesson_location', v: secret }),
      call('LMSGetValue', { e: secret, r: 'x' }), call(secret), call('LMSCommit', { r: `threw Error: ${secret}` }), call('LMSCommit', { r: secret, c: secret }), call('LMSGetValue', { e: `cmi.${secret.toLowerCase()}.x y`, r: '' }),
    ];
    const answer = await post(courseway, `/api/d/${zip.d}/launch`, { ...launchBody(zip.k, { id: secret, name: secret }), calls, pkg: { ver: `${secret} <b>`, origin: 'https://lms.example' } });
    await relay(zip, answer as unknown as LaunchAnswer, { log: { calls }, ack: { rev: 1, commit: false, error: `${secret} said: no!`, readback: { status: `${secret}, and more!` } } });
    const timeline = await timelineOf(answer);
    expect(timeline.learner).toBe('…');
    expect(JSON.stringify(timeline)).not.toContain(secret);
    const text = JSON.stringify(timeline.entries);
    expect(text).toContain('…9');
    expect(text).toContain('threw');
    expect((await stored()).some(({ e }) => e.includes(secret))).toBe(false);
  });

  test('that cannot be written fails nobody, and is written when it can be', async () => {
    const { zip } = await dispatched();
    const unit = courseway.get(UnitOfWork);
    const rename = (from: string, to: string) => unit.run(() => unit.execute(`ALTER TABLE ${from} RENAME TO ${to}`));
    await rename('launch_timelines', 'taken_away');
    const answer = await launch(courseway, zip);
    expect(answer.result).toBe('welcome');
    expect(await relay(zip, answer, { log: { events: ['offline'] } })).toMatchObject({ result: 'state' });
    await courseway.get(TimelineBuffer).flush();
    await rename('taken_away', 'launch_timelines');
    expect((await timelineOf(answer)).entries.map(({ kind }) => kind)).toEqual(['launch', 'decision', 'event', 'state']);
  });

  test('is bounded', async () => {
    const { zip } = await dispatched();
    const answer = await launch(courseway, zip);
    const calls = Array.from({ length: 60 }, () => call('LMSGetValue', { e: 'cmi.core.lesson_status', r: 'incomplete' }));
    for (let i = 0; i < 30; i++) {
      await relay(zip, answer, { log: { calls } });
      await courseway.get(TimelineBuffer).flush();
    }
    const timeline = await timelineOf(answer);
    expect(JSON.stringify(timeline.entries).length).toBeLessThan(80_000);
    expect(timeline.entries.length).toBeLessThanOrEqual(200);
    expect(timeline.entries.length).toBeGreaterThan(5);
  });

  test('is gone after its days, and with its learner', async () => {
    const { zip } = await dispatched();
    const [kept, erased] = [await launch(courseway, zip, { id: 'kept' }), await launch(courseway, zip, { id: 'erase-me' })];
    await timelineOf(erased);
    await courseway.api('/learner/erase-me/delete-information?userEmail=owner%40vendor.example', { method: 'POST' });
    for (let i = 0; i < 100 && (await courseway.api(`/dispatch/launchTimelines/${erased.ref}`)).status === 200; i++) await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await courseway.api(`/dispatch/launchTimelines/${erased.ref}`)).status).toBe(404);
    expect((await timelineOf(kept)).outcome).toBe('accepted');
    const putBack = moveClock(courseway, 31 * 24 * hour);
    expect(await courseway.get(SweepLaunchTimelines).run()).toBeGreaterThan(0);
    putBack();
    expect((await courseway.api(`/dispatch/launchTimelines/${kept.ref}`)).status).toBe(404);
  });

  test('is listed with its dispatch, the newest first, and belongs to its tenant alone', async () => {
    const { zip, id } = await dispatched({ registrationCap: 11 });
    const answers: LaunchAnswer[] = [];
    for (let i = 0; i < 12; i++) answers.push(await launch(courseway, zip, { id: `learner ${i}` }));
    const first = await read<{ launches: Timeline[]; more: string }>(`/dispatch/dispatches/${id}/launchTimelines`);
    const second = await read<{ launches: Timeline[]; more?: string }>(`/dispatch/dispatches/${id}/launchTimelines?more=${encodeURIComponent(first.more)}`);
    expect([...first.launches, ...second.launches].map(({ reference }) => reference)).toEqual(answers.map(({ ref }) => ref).reverse());
    expect(first.launches[0]?.outcome).toBe('full');
    expect(second.more).toBeUndefined();
    const other = await courseway.otherTenant();
    for (const path of [`/dispatch/launchTimelines/${answers[0]?.ref}`, `/dispatch/dispatches/${id}/launchTimelines`, `/dispatch/dispatches/${id}/confirmations`, `/dispatch/dispatches/${id}/unconfirmed.csv`])
      expect([path, (await other.api(path)).status]).toEqual([path, 404]);
  });
});

describe('what learning platforms have confirmed', () => {
  test('is told for each learner, by state, in pages and as a file that no spreadsheet executes', async () => {
    const { zip, id } = await dispatched();
    const work = async (learner: string, confirm: 'all' | 'some' | 'nothing') => {
      const answer = await launch(courseway, zip, { id: learner, name: 'Muster, "Anna"' });
      if (confirm === 'some') await relay(zip, answer, { ack: { rev: answer.state.rev, commit: true } });
      await report(answer, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85' });
      if (confirm === 'nothing') return;
      const { state } = await relay(zip, answer, {});
      if (confirm === 'all') await relay(zip, answer, { ack: { rev: state.rev, commit: true, readback: { status: 'passed', score: '85' } } });
    };
    for (let i = 0; i < 11; i++) await work(`sure-${i}`, 'all');
    await work('=HYPERLINK("https://evil.example")', 'some');
    await work('never', 'nothing');
    type List = { confirmations: { state: string; learner: { id: string }; score: number; lms?: object }[]; more?: string };
    const states = async (query: string) => (await read<List>(`/dispatch/dispatches/${id}/confirmations?${query}`)).confirmations.map(({ state, learner }) => `${state} ${learner.id}`);
    expect(await states('state=unconfirmed')).toEqual(['unconfirmed =HYPERLINK("https://evil.example")']);
    expect(await states('state=never')).toEqual(['never never']);
    const first = await read<List>(`/dispatch/dispatches/${id}/confirmations?state=confirmed`);
    expect(first.confirmations).toHaveLength(10);
    expect(first.confirmations[0]).toMatchObject({ state: 'confirmed', score: 85, lms: { status: 'passed', score: '85' } });
    expect(await states(`more=${encodeURIComponent(first.more ?? '')}`)).toHaveLength(1);
    expect((await courseway.api(`/dispatch/dispatches/${id}/confirmations?state=perhaps`)).status).toBe(400);
    const file = await courseway.api(`/dispatch/dispatches/${id}/unconfirmed.csv`);
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = Buffer.from(await file.arrayBuffer()).toString('utf8').split('\r\n').slice(0, -1);
    expect(lines[0]).toBe('\ufefflearnerId,lastName,firstName,registrationId,state,completion,success,score,lmsStatus,lmsScore,lmsError,lastLaunch');
    expect(lines.slice(1).map((line) => line.split(',')[0]).sort()).toEqual([`"'=HYPERLINK(""https://evil.example"")"`, 'never']);
    expect(lines).toHaveLength(3);
  });
});

describe('the check of a package', () => {
  const check = ({ d, k }: { d: string; k: string }, more: object = {}) => post(courseway, `/api/d/${d}/check`, JSON.stringify({ v: 1, k, ancestors: ['https://lms.example'], ...more })) as Promise<Record<string, unknown> & { headers: Headers; status: number }>;
  const seats = async () => Number((await courseway.get(UnitOfWork).run(() => courseway.get(UnitOfWork).query<{ n: number }>('SELECT COUNT(*) AS n FROM seats')))[0]?.n);

  test('says that learners are let in, and what time it is, without making anything', async () => {
    const { zip } = await dispatched();
    const before = await seats();
    const answer = await check(zip);
    expect(answer).toMatchObject({ status: 200, result: 'open' });
    expect(Math.abs(Number(answer['now']) - Date.now())).toBeLessThan(60_000);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await seats()).toBe(before);
  });

  test.each([
    ['disabled', { enabled: false }, undefined],
    ['expired', { expirationDate: '2020-01-01' }, undefined],
    ['wrong-site', {}, { allowedOrigins: ['https://other.example'], originMode: 'enforce' }],
  ])('says why nobody is let in: %s', async (code, data, settings) => {
    const { zip } = await dispatched(data, settings);
    expect(await check(zip)).toMatchObject({ result: 'closed', code });
  });

  test('knows a wrong key, a withdrawn one, a full dispatch and one that is closed to new learners', async () => {
    const { zip, id } = await dispatched({ registrationCap: 1 });
    expect(await check({ d: zip.d, k: 'of another' })).toMatchObject({ result: 'closed', code: 'not-found' });
    expect(await check({ d: randomUUID().slice(0, 26), k: zip.k })).toMatchObject({ result: 'closed', code: 'not-found' });
    await launch(courseway, zip);
    expect(await check(zip)).toMatchObject({ result: 'open', newLearners: 'full' });
    await courseway.api(`/dispatch/dispatches/${id}`, { method: 'PUT', body: { allowNewRegistrations: false } });
    expect(await check(zip)).toMatchObject({ result: 'open', newLearners: 'closed-to-new' });
  });

  test('is not answered for ever', async () => {
    const { zip } = await dispatched();
    let last = await check(zip);
    for (let i = 0; i < 80 && last.status === 200; i++) last = await check(zip);
    expect(last).toMatchObject({ status: 429, result: 'error', code: 'too-many-requests' });
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
