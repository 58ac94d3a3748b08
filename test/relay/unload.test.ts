import { setTimeout as sleep } from 'node:timers/promises';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import type { Call } from '../lms/traits';
import { inChromium, until } from '../support/browser';
import { RelayWorld, recorded, setCalls, type Visit } from './dispatch-in-lms';

const finishes = (calls: readonly Call[]) => calls.filter(({ name }) => name === 'LMSFinish').length;

inChromium('leaving', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start(undefined, { keepsPages: true });
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  const elsewhere = (visit: Visit) => visit.page.goto(`${new URL(visit.page.url()).origin}/lms/elsewhere`);

  test('41. A tab closed 50 ms after the pass: the gateway has it, the LMS now or at the next launch', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await sleep(50);
    await visit.page.close();
    await until(async () => (await made.rows())[0]?.success, (success) => success === 'PASSED');
    await (await made.open({ id: 'anna' })).course();
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
  });

  test.each([
    ['removes the frame', (visit: Visit) => visit.page.evaluate('document.getElementById("course").remove()')],
    ['navigates', elsewhere],
    ['sets another address', (visit: Visit) => visit.page.evaluate('void (document.getElementById("course").src = "/lms/elsewhere")')],
    ['closes the tab', (visit: Visit) => visit.page.close()],
  ])('42. The LMS %s: LMSFinish once, with the time before it', async (_how, leave) => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
    await leave(visit);
    const last = () => setCalls(made.lms.calls('anna')).slice(-3).join();
    await until(last, (calls) => /session_time=.*Commit.*Finish$/.test(calls));
    await sleep(500);
    expect(finishes(made.lms.calls('anna'))).toBe(1);
    expect(last()).toMatch(/session_time=.*Commit.*Finish$/);
    await until(() => made.lms.record('anna')['cmi.core.total_time'] ?? '', (time) => time > '0000:00:00.00');
  });

  test('42. The LMS closes the window of the package: LMSFinish once', async () => {
    const made = await world.dispatchInLms('popup');
    const visit = await made.open({ id: 'anna' });
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
    await visit.page.evaluate('course.close()');
    await until(() => finishes(made.lms.calls('anna')));
    await sleep(500);
    expect(finishes(made.lms.calls('anna'))).toBe(1);
  });

  test('43. The player’s frame alone dies: its last word reaches the LMS', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    const [course, shell] = [await visit.course(), await visit.shell()];
    await course.waitForSelector('#finish');
    await course.evaluate('parent.API.LMSSetValue("cmi.core.score.raw", "85"); parent.API.LMSSetValue("cmi.core.lesson_status", "passed")');
    await shell.evaluate('document.querySelector("iframe.course").remove()');
    await until(async () => (await made.rows())[0]?.success, (success) => success === 'PASSED');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
  });

  test('44. A commit that answers null while the page goes away does not keep LMSFinish from being called', async () => {
    const made = await world.dispatchInLms('csod-like');
    const visit = await made.open({ id: 'anna' });
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
    await elsewhere(visit);
    const calls = await until(() => made.lms.calls('anna'), (all) => finishes(all) && all.some(({ name, result }) => name === 'LMSCommit' && result === 'null'));
    expect(finishes(calls)).toBe(1);
    expect(visit.seen.errors).toEqual([]);
  });

  test('45. An LMS whose synchronous requests Chromium refuses at the end: no exception, and the next launch makes it good', async () => {
    const made = await world.dispatchInLms('sync-xhr');
    const visit = await made.open({ id: 'anna' });
    await visit.press('bookmark', 'complete');
    await visit.page.close();
    const last = await until(() => made.lms.calls('anna'), (all) => finishes(all) === 1);
    expect(last.filter(({ result }) => result === 'threw').map(({ name }) => name)).toContain('LMSFinish');
    expect(visit.seen.errors.filter((error) => !error.includes('Synchronous XHR'))).toEqual([]);
    await (await made.open({ id: 'anna' })).course();
    await recorded(made, 'anna', { lesson_status: 'completed' });
  });

  test('46. Back to a cached page of the LMS: the package loads again in a session of its own', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { headers: { 'cache-control': 'private, max-age=600' } } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
    await elsewhere(visit);
    await until(() => finishes(made.lms.calls('anna')));
    const before = made.lms.calls('anna').length;
    const launches = () => visit.seen.requests.filter(({ url }) => url.endsWith('/launch') && url.includes('/api/d/')).length;
    expect(launches()).toBe(1);
    await visit.page.evaluate('history.back()').catch(() => undefined);
    await sleep(3000);
    const after = made.lms.calls('anna').slice(before);
    // the LMS's own page is revived with its API finished: a second LMSInitialize is all that may be tried on it
    expect(after.filter(({ name, error }) => error === '301' && /Set|Commit|Finish/.test(name))).toEqual([]);
    expect(made.lms.record('anna')['cmi.core.lesson_status']).toBe('completed');
    expect(finishes(made.lms.calls('anna'))).toBeLessThanOrEqual(2);
  });

  test('47. Where unload events are forbidden leaving works as before', async () => {
    const made = await world.dispatchInLms('moodle-like', { traits: { headers: { 'cache-control': 'no-store', 'permissions-policy': 'unload=()' } } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
    await elsewhere(visit);
    await until(() => made.lms.calls('anna'), (all) => finishes(all) === 1);
    expect(visit.seen.errors).toEqual([]);
  });

  test('48. 300 kB of suspend data outlive the closing of the tab', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.press('big');
    const unit = world.courseway.get(UnitOfWork);
    const [row] = await made.rows();
    const size = () => unit.run(async () => Number(((await unit.query('SELECT LENGTH(runtime) AS size FROM registration_instances WHERE registration_key = ?', [row?.registration_key])) as { size: number }[])[0]?.size));
    await until(size, (bytes) => bytes > 300 * 1024);
    await elsewhere(visit);
    await until(() => made.lms.calls('anna'), (all) => finishes(all) === 1);
    expect(await size()).toBeGreaterThan(300 * 1024);
    const beacons = visit.seen.requests.filter(({ type, url }) => type === 'ping' && !url.includes('/lms/'));
    expect(beacons.filter(({ body }) => body.length > 60 * 1024)).toEqual([]);
    const again = await (await made.open({ id: 'anna' })).course();
    await until(() => again.textContent('#suspend'), (text) => text === 'b'.repeat(200));
  });

  test('49. An LMS that closes the window at LMSFinish: everything is written and saved before', async () => {
    const made = await world.dispatchInLms('finish-closes-window');
    const visit = await made.open({ id: 'anna' });
    await visit.press('bookmark', 'pass85');
    const player = await visit.player();
    await player.click('.exit').catch(() => undefined);
    await until(() => visit.window.isClosed());
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85', lesson_location: 'page-3' });
    await until(() => setCalls(made.lms.calls('anna')).at(-1), (call) => call === 'Finish');
    expect(finishes(made.lms.calls('anna'))).toBe(1);
    expect((await made.rows())[0]).toMatchObject({ success: 'PASSED', completion: 'COMPLETED' });
  });

  test('50. d2l-like with finishOnComplete: the grade is there while the course stays open', async () => {
    const made = await world.dispatchInLms('d2l-like', { settings: { finishOnComplete: true } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await until(() => made.lms.record('anna')['grade'], (grade) => grade === '85');
    await visit.press('bookmark');
    expect(await (await visit.course()).getAttribute('#bookmark', 'data-done')).toBe('1');
    const frame = await visit.package();
    await until(() => frame.textContent('.rd1-banner'), (text) => text?.includes('Your result is recorded'));
    await elsewhere(visit);
    await until(() => finishes(made.lms.calls('anna')));
    await sleep(500);
    expect(finishes(made.lms.calls('anna'))).toBe(1);
  });
});
