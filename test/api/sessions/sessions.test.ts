import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { importCourse } from '../../support/courses';
import { learning, passed } from '../../support/learning';
import { makeScorm12Zip, makeScorm2004Zip } from '../../support/make/course-packages';
import { TestReceiver } from '../../support/receiver';
import { type Call, callsOf, callsWith, keyOf, type ShownLaunch, type ShownSession } from '../../support/sessions';

let courseway: Booted;
let call: Call;
let at: ReturnType<typeof learning>;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.0/8' });
  call = await callsOf(courseway);
  at = learning(courseway);
  await importCourse(courseway, 'course', await makeScorm12Zip());
  await importCourse(courseway, 'other', await makeScorm12Zip());
  await importCourse(courseway, 'course2004', await makeScorm2004Zip());
}, 60_000);
afterAll(() => courseway?.close());

const launch = async (sessionId: string, more: object = {}, packageId = 'course') => call<ShownLaunch>('POST', `/packages/${packageId}/launch`, { user_id: 'anna', session_id: sessionId, ...more });
const read = async (sessionId: string) => (await call<ShownSession>('GET', `/sessions/${encodeURIComponent(sessionId)}`)).body;
const put = (sessionId: string, body: object) => call<ShownSession>('PUT', `/sessions/${encodeURIComponent(sessionId)}`, body);
/** Follows a launch to the player's path. */
const play = async (url: string): Promise<string> => new URL((await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '').pathname;
const codeOf = ({ status, body }: { status: number; body: unknown }) => [status, (body as { code?: string }).code];

describe('launch', () => {
  test('makes a session under the caller’s id, and leads to the player; again it goes on', async () => {
    const first = await launch('session-456');
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ session_id: 'session-456', package_id: 'course', user_id: 'anna', learner_id: 'anna', content_type: 'scorm', expires_in_seconds: 600, resumed: false });
    expect(first.body.player_url).toBe(first.body.launch_url);
    expect(Date.parse(first.body.expires_at) - Date.now()).toBeGreaterThan(500_000);
    const path = await play(first.body.launch_url);
    expect((await at.work(path, 1, { ...passed, 'cmi.core.lesson_location': 'page-7' })).status).toBe(200);
    expect(await read('session-456')).toMatchObject({
      id: 'session-456', tenant_id: courseway.applicationId, user_id: 'anna', package_id: 'course', completion_status: 'completed', success_status: 'passed', score: { scaled: 0.85, raw: 85, min: 0, max: 100 }, time_spent_seconds: 10,
      cmi_data: { 'cmi.core.lesson_location': 'page-7' }, version: 1,
    });
    const again = await launch('session-456');
    expect([again.status, again.body.resumed]).toEqual([200, true]);
    expect((await call<ShownLaunch>('POST', '/packages/course/launch', { session_id: 'session-456' })).body).toMatchObject({ user_id: 'anna', resumed: true });
  });

  test('makes an id where none is given, takes the other name of the user, and keeps the life of the link within a day', async () => {
    const made = await call<ShownLaunch>('POST', '/packages/course/launch', { learner_id: 'berta', launch_token_ttl_seconds: 999_999 });
    expect(made.body).toMatchObject({ session_id: expect.stringMatching(/^[0-9a-f-]{36}$/), user_id: 'berta', expires_in_seconds: 86_400 });
    expect((await launch('short', { launch_token_ttl_seconds: 1 })).body.expires_in_seconds).toBe(10);
  });

  test('the same id for another package or user is a conflict; a package or user that is missing is told', async () => {
    await launch('mine');
    expect(codeOf(await launch('mine', { user_id: 'berta' }))).toEqual([409, 'DUPLICATE_ENTRY']);
    expect(codeOf(await launch('mine', {}, 'other'))).toEqual([409, 'DUPLICATE_ENTRY']);
    expect(codeOf(await launch('new', {}, 'nothing'))).toEqual([404, 'PACKAGE_NOT_FOUND']);
    expect(codeOf(await call('POST', '/packages/course/launch', { session_id: 'nobody' }))).toEqual([400, 'INVALID_REQUEST']);
    expect(codeOf(await call('POST', '/packages/course/launch'))).toEqual([400, 'INVALID_REQUEST']);
  });

  test('twenty launches of one new session at once make one', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => launch('together')));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 200)).toHaveLength(19);
  });

  test('one registration seen through both doors is one truth', async () => {
    await at.register('from-v2');
    const path = await at.open('from-v2');
    await at.work(path, 1, { ...passed, 'cmi.suspend_data': 'state' });
    expect(await read('from-v2')).toMatchObject({ user_id: 'learner of from-v2', package_id: 'course', completion_status: 'completed', success_status: 'passed', cmi_data: { 'cmi.suspend_data': 'state' }, time_spent_seconds: 10 });
    const { version } = await read('from-v2');
    expect((await put('from-v2', { version, cmi_data: { 'cmi.suspend_data': 'other' }, score: { raw: 90, min: 0, max: 100 }, session_time: 'PT1M' })).status).toBe(200);
    expect(await at.read('from-v2', '?includeChildResults=true&includeRuntime=true')).toMatchObject({
      registrationCompletion: 'COMPLETED', score: { scaled: 90 }, totalSecondsTracked: 70, activityDetails: { children: [{ runtime: { suspendData: 'other', scoreRaw: '90' } }] },
    });
    await courseway.api('/registrations/from-v2/instances', { method: 'POST', body: {} });
    expect(await read('from-v2')).toMatchObject({ completion_status: 'not attempted', cmi_data: {}, score: null, time_spent_seconds: 0, attempt: 2 });
  });
});

describe('update', () => {
  test('merges elements, applies the result, adds the time, and raises the version', async () => {
    await launch('u1');
    const done = await put('u1', { version: 0, cmi_data: { 'cmi.core.lesson_location': 'p2', 'cmi.suspend_data': 'a', 'cmi.core.session_time': 'PT15M30S' }, completion_status: 'incomplete', session_time: 'PT15M30S' });
    expect(done.body).toMatchObject({ version: 1, completion_status: 'incomplete', success_status: 'unknown', time_spent_seconds: 930, cmi_data: { 'cmi.core.lesson_location': 'p2', 'cmi.suspend_data': 'a', 'cmi.core.lesson_status': 'incomplete' } });
    const more = await put('u1', { version: 1, cmi_data: { 'cmi.suspend_data': 'b' }, completion_status: 'completed', success_status: 'passed', score: { scaled: 0.9, raw: 90, max: 100, min: 0 }, session_time: '00:20:45' });
    expect(more.body).toMatchObject({ version: 2, completion_status: 'completed', success_status: 'passed', score: { scaled: 0.9, raw: 90, min: 0, max: 100 }, time_spent_seconds: 930 + 1245, cmi_data: { 'cmi.core.lesson_location': 'p2', 'cmi.suspend_data': 'b' } });
    expect(await read('u1')).toEqual(more.body);
  });

  test('a caller may send back all it was shown', async () => {
    await launch('u2');
    const path = await play((await launch('u2')).body.launch_url);
    await at.work(path, 1, { 'cmi.core.student_id': 'anna', 'cmi.core.total_time': '0000:00:00', 'cmi.core.lesson_location': 'p1' });
    const shown = await read('u2');
    const same = await put('u2', shown);
    expect([same.status, same.body]).toEqual([200, { ...shown, version: shown.version + 1, updated_at: expect.any(String) }]);
  });

  test('names of the other edition are understood, and spoil nothing', async () => {
    await launch('u3', {}, 'course2004');
    const done = await put('u3', { version: 0, cmi_data: { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '80', 'cmi.core.score.min': '0', 'cmi.core.score.max': '100', 'cmi.core.lesson_location': 'p4', 'cmi.suspend_data': 's' } });
    expect(done.body.cmi_data).toEqual({ 'cmi.completion_status': 'completed', 'cmi.success_status': 'passed', 'cmi.score.raw': '80', 'cmi.score.min': '0', 'cmi.score.max': '100', 'cmi.location': 'p4', 'cmi.suspend_data': 's' });
    expect(done.body).toMatchObject({ completion_status: 'completed', success_status: 'passed', score: { scaled: 0.8, raw: 80 } });
    await launch('u4');
    const old = await put('u4', { version: 0, cmi_data: { 'cmi.completion_status': 'completed', 'cmi.success_status': 'failed', 'cmi.score.scaled': '0.4', 'cmi.location': 'p9' } });
    expect(old.body).toMatchObject({ completion_status: 'completed', success_status: 'failed', score: { scaled: 0.4, raw: 40 }, cmi_data: { 'cmi.core.lesson_status': 'failed', 'cmi.core.lesson_location': 'p9' } });
  });

  test('a stale version is a conflict that names the right one, and sending the change alone with the fresh version, as published clients do, gets through without losing what was there', async () => {
    await launch('u5');
    await put('u5', { version: 0, cmi_data: { 'cmi.suspend_data': 'kept' } });
    const stale = await put('u5', { version: 0, cmi_data: { 'cmi.core.lesson_location': 'p1' } });
    expect(codeOf(stale)).toEqual([409, 'VERSION_CONFLICT']);
    expect(stale.body).toMatchObject({ error: { code: 'VERSION_CONFLICT', message: expect.stringContaining('version 1') }, details: { current_version: 1 } });
    const updates = { cmi_data: { 'cmi.core.lesson_location': 'p1' } };
    const current = await read('u5');
    const retried = await put('u5', { version: current.version, ...updates });
    expect([retried.status, retried.body.cmi_data]).toEqual([200, { 'cmi.suspend_data': 'kept', 'cmi.core.lesson_location': 'p1' }]);
  });

  test('of twenty updates with the same version exactly one wins', async () => {
    await launch('u6');
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => put('u6', { version: 0, cmi_data: { 'cmi.suspend_data': `writer ${n}` }, session_time: 'PT10S' })));
    const won = all.filter(({ status }) => status === 200);
    expect([won.length, all.filter(({ status }) => status === 409).length]).toEqual([1, 19]);
    expect(await read('u6')).toEqual(won[0]?.body);
    expect((await read('u6')).time_spent_seconds).toBe(10);
  });

  test.each([
    [{}, 'version'],
    [{ version: '1' }, 'version'],
    [{ version: 0, cmi_data: { 'cmi.core.score.raw': 'many' } }, 'cmi_data.cmi.core.score.raw'],
    [{ version: 0, cmi_data: { 'cmi.core.lesson_status': 'done' } }, 'cmi_data.cmi.core.lesson_status'],
    [{ version: 0, cmi_data: { 'cmi.core.session_time': 'soon' } }, 'cmi_data.cmi.core.session_time'],
    [{ version: 0, cmi_data: { 'cmi.score.scaled': '7' } }, 'cmi_data.cmi.score.scaled'],
    [{ version: 0, cmi_data: { nothing: 'x' } }, 'cmi_data.nothing'],
    [{ version: 0, cmi_data: { 'cmi.suspend_data': null } }, 'cmi_data.cmi.suspend_data'],
    [{ version: 0, cmi_data: [] }, 'cmi_data'],
    [{ version: 0, completion_status: 'done' }, 'completion_status'],
    [{ version: 0, score: { scaled: 85 } }, 'score.scaled'],
    [{ version: 0, score: { raw: 120, min: 0, max: 100 } }, 'score.raw'],
    [{ version: 0, session_time: 'an hour' }, 'session_time'],
  ])('400 for %j names %s, and nothing is changed', async (body, place) => {
    await launch('u7');
    const before = await read('u7');
    const refused = await put('u7', { ...body, ...('version' in body && body.version === 0 ? { version: before.version } : {}) });
    expect([...codeOf(refused), (refused.body as unknown as { message: string }).message.split(': ')[0]]).toEqual([400, 'INVALID_REQUEST', place]);
    expect(await read('u7')).toEqual(before);
  });

  test('is told to the address of results, as any progress', async () => {
    const receiver = await TestReceiver.start();
    await at.register('told', { postBack: { url: receiver.url } });
    await put('told', { version: 0, completion_status: 'completed', success_status: 'passed', score: { scaled: 0.7 } });
    const [first] = await receiver.until(1);
    expect(JSON.parse(first?.body ?? '')).toMatchObject({ id: 'told', registrationCompletion: 'COMPLETED', score: { scaled: 70 } });
    await receiver.stop();
  });
});

describe('a page that is open and an update lose nothing of each other', () => {
  const snapshot = (path: string, revision: number, cmi: Record<string, string>, from: number) => at.commit(path, { activityId: 'ITEM-1', revision, from, seconds: revision * 10, cmi: { 'cmi.core.lesson_status': 'incomplete', ...cmi } });

  test('what the page does not know stays beside its next snapshots, until the content says something else', async () => {
    const path = await play((await launch('both')).body.launch_url);
    await snapshot(path, 1, { 'cmi.core.lesson_location': 'p1', 'cmi.suspend_data': 'page' }, 0);
    await put('both', { version: 1, cmi_data: { 'cmi.suspend_data': 'office', 'cmi.comments': 'seen' }, completion_status: 'completed', session_time: 'PT1M' });
    await snapshot(path, 2, { 'cmi.core.lesson_location': 'p2', 'cmi.suspend_data': 'page' }, 0);
    expect(await read('both')).toMatchObject({ version: 3, completion_status: 'completed', time_spent_seconds: 80, cmi_data: { 'cmi.core.lesson_location': 'p2', 'cmi.suspend_data': 'office', 'cmi.comments': 'seen' } });
    await snapshot(path, 3, { 'cmi.core.lesson_location': 'p2', 'cmi.suspend_data': 'page again' }, 0);
    expect((await read('both')).cmi_data).toMatchObject({ 'cmi.suspend_data': 'page again', 'cmi.comments': 'seen' });
  });

  test('a page that was opened after it may set anything back', async () => {
    await play((await launch('after')).body.launch_url);
    const first = await play((await launch('after')).body.launch_url);
    await snapshot(first, 1, { 'cmi.suspend_data': 'old' }, 0);
    await put('after', { version: 1, cmi_data: { 'cmi.suspend_data': 'new' } });
    const next = await play((await launch('after')).body.launch_url);
    await snapshot(next, 1, { 'cmi.suspend_data': 'old' }, 2);
    expect((await read('after')).cmi_data['cmi.suspend_data']).toBe('old');
  });

  test('forty commits and forty updates at once: all that was acknowledged is there', async () => {
    const path = await play((await launch('race')).body.launch_url);
    const commits = async () => {
      for (let n = 1; n <= 40; n++) expect((await snapshot(path, n, { 'cmi.suspend_data': `page ${n}` }, 0)).status).toBe(200);
    };
    let written = 0;
    const updates = async () => {
      while (written < 40) {
        const { version } = await read('race');
        if ((await put('race', { version, cmi_data: { [`cmi.interactions.${written}.id`]: `q${written}` }, session_time: 'PT1S' })).status === 200) written++;
      }
    };
    await Promise.all([commits(), updates()]);
    const { cmi_data: cmi, time_spent_seconds: seconds, version } = await read('race');
    expect(cmi['cmi.suspend_data']).toBe('page 40');
    expect(Array.from({ length: 40 }, (_, n) => cmi[`cmi.interactions.${n}.id`])).toEqual(Array.from({ length: 40 }, (_, n) => `q${n}`));
    expect([seconds, version]).toEqual([440, 80]);
  }, 60_000);
});

describe('lists', () => {
  test('by package, user and status, page by page, the newest first', async () => {
    for (const n of [1, 2, 3, 4, 5]) await launch(`list-${n}`, { user_id: n % 2 ? 'odd' : 'even' }, 'other');
    await put('list-3', { version: 0, completion_status: 'completed' });
    await put('list-5', { version: 0, completion_status: 'incomplete' });
    const ids = async (query: string) => (await call<{ sessions: ShownSession[] }>('GET', `/sessions?${query}`)).body.sessions.map(({ id }) => id);
    expect(await ids('package_id=other')).toEqual(['list-5', 'list-4', 'list-3', 'list-2', 'list-1']);
    expect(await ids('package_id=other&user_id=odd')).toEqual(['list-5', 'list-3', 'list-1']);
    expect(await ids('user_id=odd&completion_status=completed')).toEqual(['list-3']);
    expect(await ids('package_id=other&completion_status=incomplete')).toEqual(['list-5']);
    expect(await ids('user_id=even&completion_status=not_attempted')).toEqual(['list-4', 'list-2']);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body }: { body: { sessions: ShownSession[]; next_cursor: string | null } } = await call('GET', `/sessions?package_id=other&limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...body.sessions.map(({ id }) => id));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(['list-5', 'list-4', 'list-3', 'list-2', 'list-1']);
    for (const [query, place] of [['limit=0', 'limit'], ['limit=x', 'limit'], ['cursor=x', 'cursor'], ['completion_status=done', 'completion_status']]) {
      const refused = await call<{ message: string }>('GET', `/sessions?${query}`);
      expect([query, ...codeOf(refused), refused.body.message.split(':')[0]]).toEqual([query, 400, 'INVALID_REQUEST', place]);
    }
  });
});

describe('what it costs', () => {
  test('statements of a launch, a first launch, an update and a list', async () => {
    await launch('costs');
    /** The least of some, for what follows a change runs beside the next call. */
    const least = async (work: (n: number) => Promise<unknown>) => {
      const costs: number[] = [];
      for (let n = 0; n < 4; n++) costs.push(await countStatements(courseway, () => work(n)));
      return Math.min(...costs);
    };
    expect(await least(() => launch('costs'))).toBeLessThanOrEqual(2);
    expect(await least((n) => launch(`costs-${n}`))).toBeLessThanOrEqual(7);
    expect(await least(() => read('costs'))).toBeLessThanOrEqual(1);
    expect(await least((version) => put('costs', { version, cmi_data: { 'cmi.suspend_data': `x${version}` } }))).toBeLessThanOrEqual(5);
    const costOf = (limit: number) => least(() => call('GET', `/sessions?limit=${limit}`));
    expect([await costOf(20), await costOf(1)]).toEqual([2, 2]);
  });
});

test('another tenant sees nothing of it, and may use the same ids', async () => {
  const other = await courseway.otherTenant();
  const theirs = callsWith(courseway, { authorization: `Bearer ${await keyOf(courseway, {}, other.applicationId)}` });
  await launch('private');
  expect(codeOf(await theirs('GET', '/sessions/private'))).toEqual([404, 'SESSION_NOT_FOUND']);
  expect(codeOf(await theirs('PUT', '/sessions/private', { version: 0 }))).toEqual([404, 'SESSION_NOT_FOUND']);
  expect(codeOf(await theirs('GET', '/packages/course'))).toEqual([404, 'PACKAGE_NOT_FOUND']);
  expect(codeOf(await theirs('DELETE', '/packages/course'))).toEqual([404, 'PACKAGE_NOT_FOUND']);
  expect(codeOf(await theirs('POST', '/packages/course/launch', { user_id: 'anna', session_id: 'private' }))).toEqual([404, 'PACKAGE_NOT_FOUND']);
  expect((await theirs<{ sessions: unknown[] }>('GET', '/sessions')).body.sessions).toEqual([]);
  await importCourse(other, 'course', await makeScorm12Zip());
  expect((await theirs('POST', '/packages/course/launch', { user_id: 'anna', session_id: 'private' })).status).toBe(201);
  expect((await read('private')).version).toBe(0);
});
