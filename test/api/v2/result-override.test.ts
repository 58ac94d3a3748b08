import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { type Browsing, firstOwner } from '../../support/consoling';
import { countStatements } from '../../support/count-statements';
import { importCourse } from '../../support/courses';
import { download, launch, makeDispatch, post, report } from '../../support/dispatching';
import { learning, passed } from '../../support/learning';
import { makeScorm12Zip } from '../../support/make/course-packages';
import { TestReceiver } from '../../support/receiver';
import { callsOf, type ShownSession } from '../../support/sessions';
import { v1Client } from '../../support/v1';

let courseway: Booted;
let at: ReturnType<typeof learning>;
let target: TestReceiver;
let olga: Browsing;
beforeAll(async () => {
  target = await TestReceiver.start();
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  at = learning(courseway);
  await importCourse(courseway, 'course', await makeScorm12Zip({ title: 'Course' }));
  olga = await firstOwner(courseway);
});
afterAll(async () => {
  await courseway?.close();
  await target?.stop();
});

interface Result {
  registrationCompletion: string;
  registrationSuccess: string;
  score?: { scaled: number };
  completedDate?: string;
}
interface Whole extends Result {
  id: string;
  learner: Result;
  override?: Partial<Result> & { reason: string; setBy: object; setDate: string };
  ended: { reason: string; setBy: object; endedBy: object; endedDate: string }[];
}
const path = (id: string) => `/registrations/${encodeURIComponent(id)}/resultOverride`;
const set = (id: string, body: object, api: Booted['api'] = courseway.api) => api(path(id), { method: 'PUT', body });
const takeBack = (id: string, api: Booted['api'] = courseway.api) => api(path(id), { method: 'DELETE' });
const whole = async (id: string) => (await (await courseway.api(path(id))).json()) as Whole;
const done = { registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 80 }, reason: ' Taken on paper, see file 12 ' };
const told = { registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 80 } };
const failing = { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '30', 'cmi.core.score.min': '0', 'cmi.core.score.max': '100' };
const failed = { registrationSuccess: 'FAILED', score: { scaled: 30 } };

/** A registration whose learner failed; answers the player's path. */
async function failedOne(id: string, more: object = {}): Promise<string> {
  expect((await at.register(id, more)).status).toBe(204);
  const player = await at.open(id);
  expect((await at.work(player, 1, failing)).status).toBe(200);
  return player;
}

describe('a result that was set', () => {
  test('counts, beside what the learner did, with who set it and why; what it does not name stays the learner’s own', async () => {
    await failedOne('one');
    const before = await at.read('one', '?includeChildResults=true&includeRuntime=true');
    expect(before).toMatchObject(failed);
    expect(await whole('one')).toMatchObject({ id: 'one', ...failed, learner: failed, ended: [] });
    expect((await set('one', done)).status).toBe(204);
    const after = await at.read('one', '?includeChildResults=true&includeRuntime=true');
    expect(after).toMatchObject({ ...told, completedDate: expect.any(String), lastAccessDate: before['lastAccessDate'], totalSecondsTracked: 10, activityDetails: { activityCompletion: 'COMPLETED', activitySuccess: 'PASSED', score: { scaled: 80 } } });
    expect(after['activityDetails']?.['children']).toEqual(before['activityDetails']?.['children']);
    const { override, ...rest } = await whole('one');
    expect(rest).toMatchObject({ ...told, learner: failed });
    expect(override).toEqual({ ...told, reason: 'Taken on paper, see file 12', setBy: { kind: 'credential', name: expect.stringMatching(/\S/) }, setDate: expect.any(String) });
    expect((await set('one', { registrationSuccess: 'PASSED', reason: 'Judged anew' })).status).toBe(204);
    expect(await whole('one')).toMatchObject({ registrationSuccess: 'PASSED', score: { scaled: 30 }, ended: [{ reason: 'Taken on paper, see file 12', endedDate: expect.any(String) }] });
  });

  test('holds over what the learner does from then on, which is not lost when it is taken back', async () => {
    const player = await failedOne('goes-on');
    await set('goes-on', done);
    const [completed] = [(await whole('goes-on')).completedDate];
    expect(await (await at.work(player, 2, { 'cmi.core.lesson_status': 'incomplete', 'cmi.core.score.raw': '10', 'cmi.suspend_data': 'page 4' })).json()).toMatchObject({ acknowledged: 2, progress: { completion: 'INCOMPLETE' } });
    expect(await at.read('goes-on', '?includeChildResults=true&includeRuntime=true')).toMatchObject({ ...told, completedDate: completed, totalSecondsTracked: 20, activityDetails: { children: [{ activityCompletion: 'INCOMPLETE', runtime: { suspendData: 'page 4' } }] } });
    expect((await at.work(player, 3, passed)).status).toBe(200);
    const now = await whole('goes-on');
    expect(now).toMatchObject({ ...told, completedDate: completed, learner: { registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 85 }, completedDate: expect.any(String) } });
    expect((await takeBack('goes-on')).status).toBe(204);
    expect(await at.read('goes-on')).toMatchObject({ score: { scaled: 85 }, completedDate: now.learner.completedDate });
    expect((await at.read('goes-on', '/launchHistory') as unknown as { launchHistory: object[] }).launchHistory).toHaveLength(1);
  });

  test('is taken back to how it stood; a second time nothing happens', async () => {
    await failedOne('back');
    const before = await at.read('back');
    await set('back', done);
    expect((await takeBack('back')).status).toBe(204);
    const { updated: _, ...own } = await at.read('back');
    expect(before).toMatchObject(own);
    const { ended, override } = await whole('back');
    expect([override, ended.length]).toEqual([undefined, 1]);
    expect((await takeBack('back')).status).toBe(204);
    expect((await whole('back')).ended).toHaveLength(1);
  });

  test('of somebody who never began counts too; a new instance and a reset begin without it', async () => {
    await at.register('paper');
    await set('paper', done);
    expect(await at.read('paper')).toMatchObject(told);
    expect(await at.read('paper')).not.toHaveProperty('firstAccessDate');
    await courseway.api('/registrations/paper/instances', { method: 'POST' });
    expect(await whole('paper')).toMatchObject({ registrationCompletion: 'UNKNOWN', ended: [] });
    expect(await at.read('paper', '/instances/0')).toMatchObject(told);
    await set('paper', done);
    expect((await courseway.api('/registrations/paper/progress', { method: 'DELETE' })).status).toBe(204);
    expect(await whole('paper')).toMatchObject({ registrationCompletion: 'UNKNOWN', ended: [] });
    expect(await whole('paper')).not.toHaveProperty('override');
  });

  test('needs a reason and something to set; 404 for who is unknown or another’s', async () => {
    await at.register('asked');
    const problem = async (body: object) => {
      const answer = await set('asked', body);
      return [answer.status, ((await answer.json()) as { message: string }).message];
    };
    expect(await problem({ registrationSuccess: 'PASSED' })).toEqual([400, expect.stringContaining('reason')]);
    expect(await problem({ registrationSuccess: 'PASSED', reason: '  ' })).toEqual([400, expect.stringContaining('reason')]);
    expect(await problem({ reason: 'Because' })).toEqual([400, expect.stringContaining('sets nothing')]);
    expect(await problem({ score: { scaled: 101 }, reason: 'Because' })).toEqual([400, expect.stringContaining('score.scaled')]);
    expect(await problem({ registrationSuccess: 'passed', reason: 'Because' })).toEqual([400, expect.stringContaining('registrationSuccess')]);
    const other = await courseway.otherTenant();
    for (const api of [other.api, courseway.api]) {
      const id = api === other.api ? 'asked' : 'nobody';
      expect([(await set(id, done, api)).status, (await takeBack(id, api)).status, (await api(path(id))).status]).toEqual([404, 404, 404]);
    }
    expect(await at.read('asked')).toMatchObject({ registrationCompletion: 'UNKNOWN' });
  });

  test('costs a commit nothing', async () => {
    const player = await failedOne('counted');
    await set('counted', done);
    const costs: number[] = [];
    for (let n = 2; n < 6; n++) costs.push(await countStatements(courseway, () => at.work(player, n, { 'cmi.core.lesson_location': `page-${n}` })));
    expect(Math.min(...costs)).toBeLessThanOrEqual(3);
  });
});

describe('is told', () => {
  test('to v1 in every format, to sessions, lists and reports', async () => {
    await failedOne('everywhere');
    await set('everywhere', done);
    const v1 = v1Client(courseway);
    for (const resultsformat of ['course', 'activity', 'full']) {
      const { xml } = await v1.call('registration.getRegistrationResult', { regid: 'everywhere', resultsformat });
      expect(xml).toMatch(/<complete>complete<|<completed>true</);
      expect(xml).toMatch(/<success>passed<|<satisfied>true</);
    }
    const call = await callsOf(courseway);
    const session = await call<ShownSession>('GET', '/sessions/everywhere');
    expect(session.body).toMatchObject({ completion_status: 'completed', success_status: 'passed', score: { scaled: 0.8 }, cmi_data: { 'cmi.core.lesson_status': 'failed' } });
    const changed = await call<ShownSession>('PUT', '/sessions/everywhere', { version: session.body.version, cmi_data: { 'cmi.core.lesson_location': 'page-2' } });
    expect(changed.body).toMatchObject({ success_status: 'passed', version: session.body.version + 1 });
    const { registrations } = (await (await courseway.api('/registrations?filter=everywhere&filterBy=registration_id')).json()) as { registrations: object[] };
    expect(registrations).toMatchObject([told]);
  });

  test('by a postback when it is set and when it is taken back', async () => {
    await failedOne('posted', { postBack: { url: target.url } });
    const heard = async (success: string) => until(async () => target.received.map(({ body }) => JSON.parse(body) as Result).at(-1)?.registrationSuccess, (word) => word === success);
    await heard('FAILED');
    await set('posted', done);
    await heard('PASSED');
    await takeBack('posted');
    await heard('FAILED');
  });

  test('to the LMS of the client, at once where it is asking and at the next launch', async () => {
    const made = await makeDispatch(courseway);
    const zip = await download(courseway, made.id);
    const opened = await launch(courseway, zip);
    await report(opened, failing);
    const { registrations } = (await (await courseway.api(`/registrations?courseId=${made.courseId}`)).json()) as { registrations: { id: string }[] };
    await set(registrations[0]?.id ?? '', done);
    const now = (await post(courseway, `/api/d/${zip.d}/relay`, { token: opened.token })) as unknown as { state?: { status: string; score: object } };
    expect(now.state ?? now).toMatchObject({ status: 'passed', score: { raw: '80' } });
    expect((await launch(courseway, zip, { pointer: opened.pointer, status: 'failed', entry: 'resume' })).state).toMatchObject({ status: 'passed', score: { raw: '80' } });
  });
});

describe('who did it', () => {
  test('is told with it, and in the audit log without the reason', async () => {
    await failedOne('audited');
    expect((await olga.v2(path('audited'), { method: 'PUT', body: done })).status).toBe(204);
    expect((await olga.v2(path('audited'), { method: 'DELETE' })).status).toBe(204);
    expect((await whole('audited')).ended).toMatchObject([{ reason: 'Taken on paper, see file 12', setBy: { kind: 'administrator', name: 'olga@acme.example' }, endedBy: { name: 'olga@acme.example' } }]);
    const { entries } = (await olga.console(`/audit?application=${courseway.applicationId}`)).body as unknown as { entries: { action: string; who: string; subject: string }[] };
    const mine = entries.filter(({ action }) => action.endsWith('/registrations/{}/resultOverride'));
    expect(mine.map(({ action, who, subject }) => [action.split(' ')[0], who, subject]).sort()).toEqual([['DELETE', 'olga@acme.example', 'audited'], ['PUT', 'olga@acme.example', 'audited']]);
    expect(JSON.stringify(entries)).not.toContain('file 12');
  });

  test('what was written about a learner is gone when the learner is erased', async () => {
    await failedOne('erased', { learner: { id: 'erased one' } });
    await set('erased', { ...done, reason: 'Erika was ill on that day' });
    await takeBack('erased');
    await set('erased', { ...done, reason: 'Erika was ill after all' });
    expect((await courseway.api('/learner/erased%20one/delete-information?userEmail=a@acme.example', { method: 'POST' })).status).toBeLessThan(300);
    await until(async () => (await courseway.api('/registrations/erased')).status, (status) => status === 404);
    const unit = courseway.get(UnitOfWork);
    const rows = await unit.run(() => unit.query<{ n: number }>("SELECT COUNT(*) AS n FROM registration_instances WHERE result_override LIKE '%Erika%' OR ended_overrides LIKE '%Erika%'", []));
    expect(Number(rows[0]?.n)).toBe(0);
    const left = await unit.run(() => unit.query<{ n: number }>("SELECT COUNT(*) AS n FROM outbox_events WHERE body LIKE '%Erika%'", []));
    expect(Number(left[0]?.n)).toBe(0);
  });
});
