import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { importCourse } from '../../support/courses';
import { makeScorm12Zip } from '../../support/make/course-packages';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
  await importCourse(courseway, 'course', await makeScorm12Zip({ title: 'Course' }));
  await importCourse(courseway, 'many', await makeScorm12Zip({ scos: 3 }));
});
afterAll(() => courseway.close());

const register = (registrationId: string, more: object = {}) =>
  courseway.api('/registrations', { method: 'POST', body: { courseId: 'course', registrationId, learner: { id: `learner of ${registrationId}`, firstName: 'Jo', lastName: 'Doe' }, ...more } });
const read = async (id: string, query = '') => (await (await courseway.api(`/registrations/${encodeURIComponent(id)}${query}`)).json()) as Record<string, never>;

/** Follows a launch link to the player's path. */
async function open(id: string): Promise<string> {
  const made = await courseway.api(`/registrations/${encodeURIComponent(id)}/launchLink`, { method: 'POST', body: { redirectOnExitUrl: 'Message' } });
  const { launchLink } = (await made.json()) as { launchLink: string };
  const answer = await fetch(launchLink, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get('location') ?? '').pathname;
}
const commit = (path: string, body: object) => fetch(`${courseway.contentUrl}${path}/commits`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'text/plain' } });
const snapshot = (revision: number, cmi: Record<string, string>, seconds = revision) => ({ activityId: 'ITEM-1', revision, seconds, cmi: { 'cmi.core.lesson_status': 'incomplete', ...cmi } });

describe('creating and reading', () => {
  test('204, then a fresh registration is UNKNOWN with 0 seconds', async () => {
    expect((await register('fresh')).status).toBe(204);
    expect(await read('fresh')).toMatchObject({
      id: 'fresh', instance: 0, registrationCompletion: 'UNKNOWN', registrationSuccess: 'UNKNOWN', totalSecondsTracked: 0, course: { id: 'course', title: 'Course', version: 0 },
      learner: { id: 'learner of fresh', firstName: 'Jo', lastName: 'Doe' }, activityDetails: { activityCompletion: 'UNKNOWN', children: [] },
    });
    expect(await read('fresh')).not.toHaveProperty('score');
    expect((await courseway.api('/registrations/fresh', { method: 'HEAD' })).status).toBe(200);
    expect((await courseway.api('/registrations/nobody', { method: 'HEAD' })).status).toBe(404);
  });

  test('ids may hold slashes, spaces within, accents and emoji, and differ by case', async () => {
    for (const id of ['a/b c', 'Ä-é', '😀', 'Same', 'same']) {
      expect((await register(id)).status).toBe(204);
      expect(await read(id)).toMatchObject({ id });
    }
  });

  test('400 names the field; 404 an unknown course; a taken id is 400', async () => {
    const problem = async (body: object) => {
      const answer = await courseway.api('/registrations', { method: 'POST', body });
      return [answer.status, ((await answer.json()) as { message: string }).message] as const;
    };
    expect(await problem({ courseId: 'course', registrationId: 'x', learner: {} })).toEqual([400, expect.stringContaining('learner.id')]);
    expect(await problem({ courseId: 'course', registrationId: 7, learner: { id: 'l' } })).toEqual([400, expect.stringContaining('registrationId')]);
    expect(await problem({ courseId: 'none', registrationId: 'x', learner: { id: 'l' } })).toEqual([404, expect.stringContaining('[none]')]);
    expect(await problem({ courseId: 'course', registrationId: 'x', learner: { id: 'l' }, xapiRegistrationId: 'no-uuid' })).toEqual([400, expect.stringContaining('xapiRegistrationId')]);
    await register('taken');
    expect(await problem({ courseId: 'course', registrationId: 'taken', learner: { id: 'l' } })).toEqual([400, 'Registration with id [taken] already exists']);
  });

  test("another tenant's registration is 404 everywhere", async () => {
    await register('mine');
    const other = await courseway.otherTenant();
    expect((await other.api('/registrations/mine')).status).toBe(404);
    expect((await other.api('/registrations/mine', { method: 'HEAD' })).status).toBe(404);
    expect((await other.api('/registrations/mine', { method: 'DELETE' })).status).toBe(404);
    expect((await other.api('/registrations/mine/instances')).status).toBe(404);
    expect((await other.api('/registrations/mine/instances/0')).status).toBe(404);
    expect((await other.api('/registrations/mine/instances', { method: 'POST' })).status).toBe(404);
    expect((await other.api('/registrations/mine/launchLink', { method: 'POST', body: { redirectOnExitUrl: '' } })).status).toBe(404);
    expect(((await (await other.api('/registrations')).json()) as { registrations: [] }).registrations).toEqual([]);
  });
});

describe('launch links', () => {
  test('expiry lies between 10 and 300 seconds, redirectOnExitUrl is required', async () => {
    await register('links');
    const make = async (body: object) => (await courseway.api('/registrations/links/launchLink', { method: 'POST', body })).status;
    expect(await make({ redirectOnExitUrl: '', expiry: 10 })).toBe(200);
    expect(await make({ redirectOnExitUrl: '', expiry: 300 })).toBe(200);
    expect(await make({ redirectOnExitUrl: '', expiry: 9 })).toBe(400);
    expect(await make({ redirectOnExitUrl: '', expiry: 301 })).toBe(400);
    expect(await make({})).toBe(400);
  });

  test('HEAD opens nothing; the same link leads to the same session; a wrong one to a page in words', async () => {
    await register('twice');
    const { launchLink } = (await (await courseway.api('/registrations/twice/launchLink', { method: 'POST', body: { redirectOnExitUrl: 'closer' } })).json()) as { launchLink: string };
    expect((await fetch(launchLink, { method: 'HEAD' })).status).toBe(200);
    expect(await read('twice')).not.toHaveProperty('firstAccessDate');
    const [first, second] = [await fetch(launchLink, { redirect: 'manual' }), await fetch(launchLink, { redirect: 'manual' })];
    const session = (answer: Response) => JSON.parse(Buffer.from((new URL(answer.headers.get('location') ?? '').pathname.split('/')[2] ?? '').split('.')[0] ?? '', 'base64url').toString()) as { s: string };
    expect(session(first).s).toBe(session(second).s);
    const wrong = await fetch(`${launchLink}x`, { redirect: 'manual', headers: { 'accept-language': 'de' } });
    expect(wrong.status).toBe(404);
    const page = await wrong.text();
    expect(page).toContain('lang="de"');
    expect(page).toContain(wrong.headers.get('x-request-id') ?? 'none');
  });
});

describe('commits', () => {
  test('are merged, rolled up and readable; a fresh launch sees them', async () => {
    await register('work');
    const path = await open('work');
    const first = await commit(path, snapshot(1, { 'cmi.core.lesson_location': 'page-3', 'cmi.suspend_data': 'abc' }, 10));
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ rev: 1, acknowledged: 1, active: true, progress: { completion: 'INCOMPLETE' } });
    const done = snapshot(2, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85', 'cmi.core.score.min': '0', 'cmi.core.score.max': '100', 'cmi.core.lesson_location': 'page-9' }, 30);
    expect(await (await commit(path, done)).json()).toMatchObject({ rev: 2, acknowledged: 2 });
    expect(await read('work', '?includeChildResults=true&includeRuntime=true')).toMatchObject({
      registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 85 }, totalSecondsTracked: 30, completedDate: expect.any(String), firstAccessDate: expect.any(String),
      activityDetails: { children: [{ id: 'ITEM-1', activitySuccess: 'PASSED', timeTracked: '0000:00:30', runtime: { location: 'page-9', scoreRaw: '85' } }] },
    });
    const page = await (await fetch(`${courseway.contentUrl}${await open('work')}`)).text();
    expect(page).toContain('page-9');
  });

  test('duplicates and late arrivals change nothing, an older session still adds its time', async () => {
    await register('late');
    const old = await open('late');
    await commit(old, snapshot(5, { 'cmi.suspend_data': 'five' }, 50));
    expect(await (await commit(old, snapshot(3, { 'cmi.suspend_data': 'three' }, 30))).json()).toMatchObject({ acknowledged: 3, rev: 1 });
    expect(await (await commit(old, snapshot(5, { 'cmi.suspend_data': 'five' }, 50))).json()).toMatchObject({ rev: 1 });
    const newer = await open('late');
    await commit(newer, snapshot(1, { 'cmi.suspend_data': 'new' }, 7));
    expect(await (await commit(old, snapshot(6, { 'cmi.suspend_data': 'six' }, 60))).json()).toMatchObject({ active: false });
    const found = await read('late', '?includeChildResults=true&includeRuntime=true');
    expect(found).toMatchObject({ totalSecondsTracked: 67, activityDetails: { children: [{ runtime: { suspendData: 'new' } }] } });
  });

  test('at most three statements', async () => {
    await register('counted');
    const path = await open('counted');
    await commit(path, snapshot(1, {}));
    const costs: number[] = [];
    for (let n = 2; n < 7; n++) costs.push(await countStatements(courseway, () => commit(path, snapshot(n, { 'cmi.core.lesson_location': `page-${n}` }))));
    expect(Math.min(...costs)).toBeLessThanOrEqual(3); // those who hear of the commit before may still be at work
    expect(Math.min(...costs)).toBeGreaterThan(0);
  });

  test('1 MB of suspend data comes back byte for byte', async () => {
    await register('big');
    const data = Array.from({ length: 1_000_000 }, (_, i) => String.fromCharCode(33 + ((i * 7919) % 90))).join('');
    const path = await open('big');
    expect((await commit(path, snapshot(1, { 'cmi.suspend_data': data }))).status).toBe(200);
    const found = (await read('big', '?includeChildResults=true&includeRuntime=true')) as unknown as { activityDetails: { children: { runtime: { suspendData: string } }[] } };
    expect(found.activityDetails.children[0]?.runtime.suspendData === data).toBe(true);
  });

  test('a wrong token is 401, a deleted registration 410, a malformed body 400, an oversize one 413', async () => {
    await register('gone');
    const path = await open('gone');
    expect((await commit(`${path}x`, snapshot(1, {}))).status).toBe(401);
    expect((await commit(path, { activityId: 7 })).status).toBe(400);
    expect((await fetch(`${courseway.contentUrl}${path}/commits`, { method: 'POST', body: '{', headers: { 'content-type': 'text/plain' } })).status).toBe(400);
    expect((await commit(path, snapshot(1, { 'cmi.suspend_data': 'x'.repeat(9_000_000) }))).status).toBe(413);
    expect((await courseway.api('/registrations/gone', { method: 'DELETE' })).status).toBe(204);
    expect((await commit(path, snapshot(1, {}))).status).toBe(410);
    expect((await courseway.api('/registrations/gone')).status).toBe(404);
  });

  test('an untracked launch stores nothing', async () => {
    await register('untracked');
    const made = await courseway.api('/registrations/untracked/launchLink', { method: 'POST', body: { redirectOnExitUrl: '', tracking: false } });
    const { launchLink } = (await made.json()) as { launchLink: string };
    const path = new URL((await fetch(launchLink, { redirect: 'manual' })).headers.get('location') ?? '').pathname;
    expect((await commit(path, snapshot(1, { 'cmi.core.lesson_status': 'passed' }))).status).toBe(200);
    expect(await read('untracked')).toMatchObject({ registrationSuccess: 'UNKNOWN', totalSecondsTracked: 0 });
  });
});

describe('lists and instances', () => {
  test('pages, filters and orders', async () => {
    const lists = await bootCourseway();
    await importCourse(lists, 'c', await makeScorm12Zip());
    for (let n = 0; n < 12; n++)
      await lists.api('/registrations', { method: 'POST', body: { courseId: 'c', registrationId: `r${n}`, learner: { id: n % 2 ? 'odd' : 'even', firstName: `F${n % 3}`, lastName: 'L' } } });
    const list = async (query: string) => {
      const answer = await lists.api(`/registrations${query}`);
      return { status: answer.status, total: answer.headers.get('x-total-count'), ...((await answer.json()) as { registrations: { id: string }[]; more?: string }) };
    };
    const first = await list('?includeTotalCount=true');
    expect([first.total, first.registrations.length, first.registrations[0]?.id]).toEqual(['12', 10, 'r11']);
    const rest = await list(`?more=${encodeURIComponent(first.more ?? '')}`);
    expect([rest.registrations.map((r) => r.id), rest.more]).toEqual([['r1', 'r0'], undefined]);
    expect((await list('?learnerId=odd&orderBy=created_asc')).registrations.map((r) => r.id)).toEqual(['r1', 'r3', 'r5', 'r7', 'r9', 'r11']);
    expect((await list('?filter=F2&filterBy=learner_first_name&orderBy=updated_desc')).registrations.map((r) => r.id)).toEqual(['r11', 'r8', 'r5', 'r2']);
    expect((await list('?courseId=unknown')).registrations).toEqual([]);
    expect((await list('?since=2999-01-01T00:00:00Z')).registrations).toEqual([]);
    for (const query of ['?since=x', '?orderBy=x', '?filterBy=x&filter=y', '?more=x', '?includeTotalCount=maybe']) expect((await list(query)).status).toBe(400);
    const ordered = await list('?orderBy=learner_first_name_asc');
    const next = await list(`?more=${encodeURIComponent(ordered.more ?? '')}`);
    expect(new Set([...ordered.registrations, ...next.registrations].map((r) => r.id)).size).toBe(12);
    await lists.close();
  });

  test('a new instance starts blank and keeps the earlier one', async () => {
    await register('again');
    await commit(await open('again'), snapshot(1, { 'cmi.core.lesson_status': 'passed' }));
    expect((await courseway.api('/registrations/again/instances', { method: 'POST' })).status).toBe(204);
    expect(await read('again')).toMatchObject({ instance: 1, registrationSuccess: 'UNKNOWN' });
    expect(await (await courseway.api('/registrations/again/instances/0')).json()).toMatchObject({ instance: 0, registrationSuccess: 'PASSED' });
    expect((await courseway.api('/registrations/again/instances/5')).status).toBe(404);
    expect(((await (await courseway.api('/registrations/again/instances')).json()) as { registrations: [] }).registrations).toHaveLength(2);
  });

  test('deleting a course removes its registrations', async () => {
    await importCourse(courseway, 'short-lived', await makeScorm12Zip());
    await register('follows', { courseId: 'short-lived' });
    await courseway.api('/courses/short-lived', { method: 'DELETE' });
    let status = 200;
    for (let n = 0; n < 60 && status !== 404; n++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      status = (await courseway.api('/registrations/follows')).status;
    }
    expect(status).toBe(404);
  });
});
