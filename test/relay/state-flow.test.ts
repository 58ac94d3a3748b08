import { setTimeout as sleep } from 'node:timers/promises';
import { sessionTime, TimeSpent } from '../../templates/dispatch-package/lms-word.rules';
import { inChromium, until } from '../support/browser';
import { makeScorm2004Zip } from '../support/make/course-packages';
import { committed, type Dispatched, loggedCalls, RelayWorld, recorded, setCalls, type Visit } from './dispatch-in-lms';
import { fakeShellIn, state, welcome, withFakeShell } from './fake-gateway';

/** Speaks to the API that the player offers, as a course does. */
async function courseSays(visit: Visit, values: Record<string, string>): Promise<void> {
  const course = await visit.course();
  await course.waitForSelector('#finish');
  await course.evaluate((all) => {
    const { parent } = globalThis as unknown as { parent: { API?: Record<string, (...args: string[]) => void>; API_1484_11?: Record<string, (...args: string[]) => void> } };
    for (const [name, value] of Object.entries(all)) (parent.API_1484_11?.['SetValue'] ?? parent.API?.['LMSSetValue'])?.(name, value);
    (parent.API_1484_11?.['Commit'] ?? parent.API?.['LMSCommit'])?.('');
  }, values);
}
const statuses = (calls: readonly string[]) => calls.filter((call) => call.startsWith('SetValue lesson_status')).map((call) => call.split('=')[1]);

inChromium('the relay carries results into the LMS', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  test('25. Course passes with 85: raw, max, min, then status, then commit', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85', 'score.max': '100', 'score.min': '0' });
    const calls = (await loggedCalls(visit, committed('SetValue lesson_status=passed'))).map((call) => call.replace(/session_time=.*/, 'session_time'));
    const first = calls.indexOf('SetValue score.raw=85');
    expect(calls.slice(first, first + 6)).toEqual(['SetValue score.raw=85', 'SetValue score.max=100', 'SetValue score.min=0', 'SetValue session_time', 'SetValue lesson_status=passed', 'Commit']);
    expect(visit.calls().filter((call) => call.result === 'false')).toEqual([]);
    expect(visit.seen.errors).toEqual([]);
    expect((await made.rows())[0]).toMatchObject({ completion: 'COMPLETED', success: 'PASSED', score: 0.85 });
  });

  test('26. An LMS that drops scores after completion keeps the score', async () => {
    const made = await world.dispatchInLms('drops-score-after-complete');
    await (await made.open({ id: 'anna' })).press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
  });

  test('27. A course that never scores sets no score element', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
    await visit.exit();
    expect(setCalls(visit.calls()).filter((call) => call.includes('score'))).toEqual([]);
  });

  test.each([
    ['-0.2', '0'],
    ['0.0000001', '0'],
    ['0.33333333', '33.33'],
  ])('28. A scaled score of %s is written as %s', async (scaled, raw) => {
    const made = await world.dispatchInLms('strict-1.2', { course: await makeScorm2004Zip() });
    const visit = await made.open({ id: 'anna' });
    await courseSays(visit, { 'cmi.score.scaled': scaled, 'cmi.completion_status': 'completed', 'cmi.success_status': 'failed' });
    await recorded(made, 'anna', { lesson_status: 'failed', 'score.raw': raw, 'score.max': '100', 'score.min': '0' });
    expect(visit.calls().filter((call) => call.result === 'false')).toEqual([]);
  });

  test('28. A raw score of 7 of 0 to 20 is written as 35', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await courseSays(visit, { 'cmi.core.score.raw': '7', 'cmi.core.score.min': '0', 'cmi.core.score.max': '20', 'cmi.core.lesson_status': 'completed' });
    await recorded(made, 'anna', { lesson_status: 'completed', 'score.raw': '35', 'score.max': '100' });
  });

  test.each(['failed', 'incomplete'] as const)('29. A failure is written as %s where the destination wants it so', async (failedAs) => {
    const made = await world.dispatchInLms('strict-1.2', { settings: { failedAs } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('fail40');
    await recorded(made, 'anna', { lesson_status: failedAs, 'score.raw': '40' });
    const calls = await loggedCalls(visit, committed('SetValue score.raw=40'));
    expect(statuses(calls)).toEqual(failedAs === 'failed' ? ['incomplete', 'failed'] : ['incomplete']);
  });

  test('30. A frappe-like LMS with passedOnly counts a completed course as complete', async () => {
    const made = await world.dispatchInLms('frappe-like', { settings: { statusMap: 'passedOnly', failedAs: 'incomplete', allowAnonymous: true } });
    await (await made.open({ id: 'anna' })).press('complete');
    await until(() => made.lms.record('anna'), (record) => record['complete'] === 'yes');
  });

  test('31. Sessions of 100 hours and of 3 seconds are written as the LMS reads them', () => {
    expect(sessionTime(100 * 3_600_000)).toBe('0100:00:00.00');
    expect(sessionTime(3000)).toBe('0000:00:03.00');
    expect(sessionTime(Number.MAX_SAFE_INTEGER)).toBe('9999:59:59.99');
    expect(sessionTime(-5)).toBe('0000:00:00.00');
  });

  test('32. Eight hours of sleep are not session time', () => {
    const spent = new TimeSpent(1000);
    expect(spent.read(61_000)).toBe(60_000);
    expect(spent.read(61_000 + 8 * 3_600_000)).toBe(60_000);
    expect(spent.read(61_000 + 8 * 3_600_000 + 5000)).toBe(65_000);
  });

  /** A package that talks to a shell of ours. */
  async function fakeShell(made: Dispatched) {
    const context = await world.context();
    await withFakeShell(context, world.courseway.publicUrl);
    const visit = await made.open({ id: 'anna' }, context);
    const shell = fakeShellIn(await visit.shell());
    await shell.awaitHeard('HELLO');
    await shell.say(welcome());
    await shell.awaitHeard('ATTACHED');
    return { visit, shell };
  }

  test('33. Forty identical snapshots are one set and one commit', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const { visit, shell } = await fakeShell(made);
    const before = (await loggedCalls(visit, (calls) => calls.length >= 5)).length;
    for (let i = 0; i < 40; i++) await shell.say({ kind: 'STATE', state: state(2, 'completed') });
    expect((await shell.awaitHeard('ACK', 41)).filter((ack) => ack['error'] !== 'duplicate').map((ack) => ack['rev'])).toEqual([1, 2]); // one of the welcome
    const calls = await loggedCalls(visit, committed('SetValue lesson_status=completed'));
    expect(calls.slice(before).map((call) => call.replace(/session_time=.*/, 'session_time'))).toEqual(['SetValue session_time', 'SetValue lesson_status=completed', 'Commit']);
  });

  test('34. A commit that fails is tried again with the newest snapshot, and the learner is told meanwhile', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { commitAnswers: ['true', 'true', 'false', 'false', 'false', 'false'] } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('score');
    await until(() => visit.calls().filter((call) => call.name === 'LMSCommit' && call.result === 'false').length, (count) => count >= 2);
    await visit.press('pass85');
    const banner = () => visit.package().then((frame) => frame.textContent('.rd1-banner'));
    await until(banner, (text) => text?.includes('not confirmed'));
    expect(made.lms.record('anna')['cmi.core.lesson_status']).toBe('incomplete');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' }, 30_000);
    await until(banner, (text) => text === '');
    const failed = visit.calls().filter((call) => call.name === 'LMSCommit' && call.result === 'false').map((call) => call.at);
    expect(failed).toHaveLength(4);
    const gaps = failed.slice(1).map((at, i) => (at - (failed[i] ?? 0)) / 1000);
    for (const [i, least] of [1, 2, 5].entries()) expect(gaps[i]).toBeGreaterThan(least - 0.2);
    expect(setCalls(visit.calls()).filter((call) => call === 'SetValue lesson_status=passed')).toHaveLength(1);
  }, 60_000);

  test('35. What an LMS has dropped is repaired at the next launch, and known as unconfirmed until then', async () => {
    const made = await world.dispatchInLms('always-true-but-drops', { dispatch: { instanced: false } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await until(() => setCalls(visit.calls()).filter((call) => call === 'SetValue lesson_status=passed').length);
    const row = await until(async () => (await made.rows())[0], (seen) => seen?.success === 'PASSED' && seen.last_ack);
    expect(JSON.parse(row?.last_ack ?? '{}')).not.toMatchObject({ status: 'passed' });
    expect(row?.acked_rev ?? -1).toBeLessThan(row?.rev ?? 0);
    await visit.page.close();
    made.lms.traits.dropsEverything = false;
    await (await made.open({ id: 'anna' })).course();
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
    await until(async () => (await made.rows())[0], (seen) => seen?.last_ack?.includes('passed'));
  });

  test('36. A shell that loads again after the pass never makes it incomplete', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
    const shell = await visit.shell();
    await shell.evaluate('location.reload()');
    await until(() => visit.seen.requests.filter(({ url }) => url.endsWith('/launch')).length, (count) => count === 2);
    await (await visit.course()).waitForSelector('#bookmark');
    await visit.press('bookmark');
    await recorded(made, 'anna', { lesson_status: 'passed', lesson_location: 'page-3' });
    expect(statuses(setCalls(visit.calls()))).toEqual(['incomplete', 'passed']);
  });

  test('36. Completed, then failed by the course, ends as failed', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
    await visit.press('fail40');
    await recorded(made, 'anna', { lesson_status: 'failed', 'score.raw': '40' });
  });

  test('36. What an administrator of the LMS set by hand is left alone', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.press('fail40');
    await recorded(made, 'anna', { lesson_status: 'failed' });
    await visit.exit();
    made.lms.edit('anna', { 'cmi.core.lesson_status': 'completed' });
    const next = await made.open({ id: 'anna' });
    await next.course();
    const frame = await next.package();
    await until(() => frame.textContent('.rd1-banner'), (text) => text?.includes('already records'));
    await next.press('bookmark');
    await recorded(made, 'anna', { lesson_location: 'page-3' });
    await next.exit();
    await recorded(made, 'anna', { lesson_status: 'completed' });
    await until(async () => (await made.rows())[0]?.lms_prior, (prior) => prior?.includes('completed'));
    const third = await made.open({ id: 'anna' });
    await third.course();
    await third.exit();
    await recorded(made, 'anna', { lesson_status: 'completed' });
    expect(statuses(setCalls(third.calls()))).toEqual(['incomplete', 'failed']);
  });

  test('37. An older revision, a repeated one and one of an older epoch are told as duplicates and change nothing', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const { visit, shell } = await fakeShell(made);
    await shell.say({ kind: 'STATE', state: { ...state(5, 'completed'), epoch: 2 } });
    await recorded(made, 'anna', { lesson_status: 'completed' });
    const acked = (await shell.awaitHeard('ACK', 2)).length;
    const before = (await loggedCalls(visit, committed('SetValue lesson_status=completed'))).length;
    for (const old of [{ ...state(4, 'failed'), epoch: 2 }, { ...state(5, 'failed'), epoch: 2 }, { ...state(99, 'failed'), epoch: 1 }]) await shell.say({ kind: 'STATE', state: old });
    const acks = (await shell.awaitHeard('ACK', acked + 3)).slice(acked);
    expect(acks.map(({ error }) => error)).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(setCalls(visit.calls())).toHaveLength(before);
  });

  test('38. Of two tabs the newer one records, and the older one stops and says so', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const older = await made.open({ id: 'anna' });
    await older.course();
    const newer = await made.open({ id: 'anna' });
    await newer.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
    await older.press('fail40').catch(() => undefined);
    const told = async () => `${await (await older.package()).textContent('.rd1-banner')} ${await (await older.shell()).textContent('.strip')} ${await (await older.player()).textContent('body')}`;
    await until(told, (text) => /newer window|another window|elsewhere/i.test(text), 20_000);
    await sleep(1500);
    expect((await made.rows())[0]).toMatchObject({ completion: 'COMPLETED', success: 'UNKNOWN' });
    const calls = older.calls().filter(({ visit }) => visit === 1);
    expect(statuses(setCalls(calls))).toEqual(['incomplete']);
    expect(made.lms.record('anna')['cmi.core.lesson_status']).toBe('completed');
  });

  test('39. While nothing happens the LMS hears a commit every five minutes', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const context = await world.context();
    await context.clock.install();
    const visit = await made.open({ id: 'anna' }, context);
    await visit.course();
    await recorded(made, 'anna', { lesson_status: 'incomplete' });
    const commits = () => visit.calls().filter(({ name }) => name === 'LMSCommit').length;
    await until(async () => (await made.rows())[0]?.acked_rev, (rev) => rev !== null && rev !== undefined);
    await loggedCalls(visit, (calls) => calls.at(-1) === 'Commit');
    let before = commits();
    for (let i = 0; i < 7; i++) {
      await context.clock.fastForward(5.6 * 60_000);
      before = await until(commits, (count) => count > before);
    }
    await loggedCalls(visit, (calls) => calls.filter((call) => call.includes('session_time')).length >= 7);
    await until(() => made.lms.record('anna')['cmi.core.session_time'], (time) => /^0000:(3[5-9]|4\d):/.test(time ?? ''));
  });
});
