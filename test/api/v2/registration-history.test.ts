import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { countStatements } from '../../support/count-statements';
import { importCourse } from '../../support/courses';
import { learning, passed } from '../../support/learning';
import { makeScorm12Zip } from '../../support/make/course-packages';

let courseway: Booted;
let at: ReturnType<typeof learning>;
beforeAll(async () => {
  courseway = await bootCourseway();
  at = learning(courseway);
  await importCourse(courseway, 'course', await makeScorm12Zip({ title: 'Course' }));
});
afterAll(() => courseway.close());

interface Launch {
  launchHistoryId: string;
  id: string;
  instance: number;
  completionStatus: string;
  successStatus: string;
  totalSecondsTracked: number;
  launchTime: string;
  score?: { scaled: number };
  exitTime?: string;
  lastRuntimeUpdate?: string;
  historyLog?: string;
}
const history = async (id: string, query = '', instance?: number) => {
  const answer = await courseway.api(`/registrations/${id}${instance === undefined ? '' : `/instances/${instance}`}/launchHistory${query}`);
  return ((await answer.json()) as { launchHistory: Launch[] }).launchHistory;
};
const status = async (path: string, method = 'GET') => (await courseway.api(path, { method })).status;

describe('launch history', () => {
  test('is empty before the first launch, and tells each launch apart', async () => {
    await at.register('two');
    expect(await history('two')).toEqual([]);
    const first = await at.open('two');
    expect(await history('two')).toEqual([{ launchHistoryId: expect.any(String), id: 'two', instance: 0, completionStatus: 'UNKNOWN', successStatus: 'UNKNOWN', totalSecondsTracked: 0, launchTime: expect.any(String) }]);
    await at.work(first, 1, {});
    await at.work(first, 2, {}, { final: true });
    const [ended] = await until(() => history('two'), ([launch]) => launch?.exitTime);
    expect(ended).toMatchObject({ completionStatus: 'INCOMPLETE', successStatus: 'UNKNOWN', totalSecondsTracked: 20, lastRuntimeUpdate: expect.any(String) });
    const second = await at.open('two');
    await at.work(second, 1, passed);
    const both = await until(() => history('two'), (launches) => launches[1]?.successStatus === 'PASSED');
    expect(both).toEqual([ended, expect.objectContaining({ completionStatus: 'COMPLETED', score: { scaled: 85 }, totalSecondsTracked: 10 })]);
    expect(both[1]).not.toHaveProperty('exitTime');
    expect(both[0]).not.toHaveProperty('historyLog');
  });

  test('the log is there when asked for: a line per news, bounded, with the launch values', async () => {
    await at.register('log');
    const path = await at.open('log', { additionalvalues: [{ item: 'cohort', value: 'autumn 1' }] });
    for (let n = 1; n <= 4; n++) await at.work(path, n, { 'cmi.core.lesson_location': `page-${n}` });
    await at.work(path, 5, passed, { final: true });
    const [launch] = await until(() => history('log', '?includeHistoryLog=true'), ([seen]) => seen?.exitTime);
    expect(launch?.historyLog?.split('\n')).toEqual(['launch value cohort=autumn 1', expect.stringMatching(/^\S+Z 4 commits ITEM-1 INCOMPLETE UNKNOWN 40 s$/), expect.stringMatching(/^\S+Z 1 commit ITEM-1 COMPLETED PASSED score 0.85 50 s ended$/)]);
    for (let n = 6; n < 130; n++) await at.work(path, n, { 'cmi.core.lesson_status': n % 2 ? 'failed' : 'passed' });
    const [many] = await until(() => history('log', '?includeHistoryLog=true'), ([seen]) => seen?.totalSecondsTracked === 1290);
    expect(many?.historyLog?.split('\n')).toHaveLength(51);
    expect(await status('/registrations/log/launchHistory?includeHistoryLog=perhaps')).toBe(400);
  });

  test('belongs to an instance; the newest is meant when none is named', async () => {
    await at.register('of');
    await at.open('of');
    await courseway.api('/registrations/of/instances', { method: 'POST' });
    expect(await history('of')).toEqual([]);
    await at.open('of');
    await at.open('of');
    expect([(await history('of', '', 0)).length, (await history('of', '', 1)).length, (await history('of')).map(({ instance }) => instance)]).toEqual([1, 2, [1, 1]]);
    expect(await status('/registrations/of/instances/2/launchHistory')).toBe(404);
    expect(await status('/registrations/nobody/launchHistory')).toBe(404);
    expect(await status('/registrations/of/instances/x/launchHistory')).toBe(400);
    expect((await (await courseway.otherTenant()).api('/registrations/of/launchHistory')).status).toBe(404);
  });

  test('costs the commit nothing, and reads in two statements however many launches there are', async () => {
    await at.register('cheap');
    const path = await at.open('cheap');
    await at.work(path, 1, {});
    await until(() => history('cheap'), ([launch]) => launch?.lastRuntimeUpdate);
    expect(await countStatements(courseway, () => at.work(path, 2, {}))).toBeLessThanOrEqual(3);
    await until(() => history('cheap'), ([launch]) => launch?.totalSecondsTracked === 20);
    for (let n = 0; n < 5; n++) await at.open('cheap');
    expect(await countStatements(courseway, () => history('cheap', '?includeHistoryLog=true'))).toBeLessThanOrEqual(2);
  });
});

describe('reset', () => {
  test('keeps the registration, drops progress and launches, and goes on with the newest version', async () => {
    await importCourse(courseway, 'versions', await makeScorm12Zip({ title: 'One' }));
    await at.register('again', { courseId: 'versions', registrationTags: ['stays'] });
    const path = await at.open('again');
    await at.work(path, 1, { ...passed, 'cmi.suspend_data': 'old work' });
    await until(() => history('again'), ([launch]) => launch?.score);
    await importCourse(courseway, 'versions', await makeScorm12Zip({ title: 'Two' }), '&mayCreateNewVersion=true');
    expect(await status('/registrations/again/progress', 'DELETE')).toBe(204);
    const fresh = await at.read('again', '?includeChildResults=true&includeRuntime=true');
    expect(fresh).toMatchObject({ id: 'again', instance: 0, registrationCompletion: 'UNKNOWN', registrationSuccess: 'UNKNOWN', totalSecondsTracked: 0, course: { title: 'Two', version: 1 }, tags: ['stays'] });
    for (const field of ['score', 'firstAccessDate', 'lastAccessDate', 'completedDate']) expect(fresh).not.toHaveProperty(field);
    expect(await history('again', '?includeHistoryLog=true')).toEqual([]);
    expect(JSON.stringify(fresh)).not.toContain('old work');
  });

  test('whoever was at work is shown out; the next launch counts', async () => {
    await at.register('inside');
    const old = await at.open('inside');
    await at.work(old, 1, {});
    await courseway.api('/registrations/inside/progress', { method: 'DELETE' });
    expect((await at.work(old, 2, passed)).status).toBe(410);
    expect((await fetch(`${courseway.contentUrl}${old}`)).status).toBe(410);
    expect(await at.read('inside')).toMatchObject({ registrationSuccess: 'UNKNOWN', totalSecondsTracked: 0 });
    const fresh = await at.open('inside');
    expect((await at.work(fresh, 1, passed)).status).toBe(200);
    expect(await at.read('inside')).toMatchObject({ registrationSuccess: 'PASSED', totalSecondsTracked: 10 });
  });

  test('404 for what is not there or not ours', async () => {
    expect(await status('/registrations/nobody/progress', 'DELETE')).toBe(404);
    expect(await status('/registrations/nobody/globalData', 'DELETE')).toBe(404);
  });

  test('global data: nothing of the work is lost', async () => {
    await at.register('global');
    const path = await at.open('global');
    await at.work(path, 1, passed, { globalObjectives: { shared: { satisfied: true } } });
    expect(await status('/registrations/global/globalData', 'DELETE')).toBe(204);
    expect(await status('/registrations/global/globalData', 'DELETE')).toBe(204);
    expect(await at.read('global')).toMatchObject({ registrationSuccess: 'PASSED', score: { scaled: 85 }, totalSecondsTracked: 10 });
    expect((await at.work(path, 2, passed)).status).toBe(200);
    expect(await at.read('global')).toMatchObject({ totalSecondsTracked: 20 });
  });
});

test('statements: an empty list of the right shape, with its filters held to theirs', async () => {
  await at.register('said');
  for (const path of ['/registrations/said/xAPIStatements', '/registrations/said/instances/0/xAPIStatements']) {
    expect(await (await courseway.api(`${path}?since=2026-01-01&until=2026-02-01T10:00:00Z`)).json()).toEqual({ statements: [] });
    for (const query of ['since=yesterday', 'until=x', 'more=x']) expect(await status(`${path}?${query}`)).toBe(400);
  }
  for (const path of ['nobody/xAPIStatements', 'said/instances/1/xAPIStatements']) expect(await status(`/registrations/${path}`)).toBe(404);
});
