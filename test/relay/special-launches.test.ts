import { strictPolicy } from '../lms/traits';
import { frameWith, inChromium, until } from '../support/browser';
import { committed, loggedCalls, RelayWorld, setCalls } from './dispatch-in-lms';

inChromium('launches out of the ordinary', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world?.tidy());
  afterAll(() => world?.stop());

  test('where the LMS lets its pages frame and connect to nobody, the new window itself brings the result', async () => {
    const headers = { 'cache-control': 'no-store', 'content-security-policy': strictPolicy('') };
    const made = await world.dispatchInLms('strict-csp', { traits: { headers } });
    const visit = await made.open({ id: 'anna' });
    const frame = await visit.package();
    await frame.waitForSelector('[role=alert] h1');
    await frame.click('.rd1-primary');
    const [popup] = await Promise.all([visit.page.context().waitForEvent('page'), frame.click('.rd1-primary')]);
    await (await frameWith(popup, 'sco1.html')).click('#pass85');
    await until(() => made.lms.record('anna')['cmi.core.lesson_status'], (status) => status === 'passed');
    expect(await popup.evaluate('window.opener')).toBeNull();
    await (await frameWith(popup, '/play/')).click('.exit');
    await until(() => popup.isClosed());
    await until(() => frame.textContent('h1'), (heading) => heading === 'You can close this window');
    expect((await loggedCalls(visit, (calls) => calls.includes('Finish'))).filter((call) => call === 'Finish')).toHaveLength(1);
  });

  test('RELAY 1.12: a review sets nothing in the LMS, and its Exit ends the session', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const first = await made.open({ id: 'anna' });
    await first.press('pass85');
    await until(() => made.lms.record('anna')['cmi.core.lesson_status'], (status) => status === 'passed');
    await first.exit();
    const before = made.lms.record('anna');
    const review = await made.open({ id: 'anna', mode: 'review' });
    await review.press('fail40');
    await review.exit();
    await loggedCalls(review, (calls) => calls.at(-1) === 'Finish' && calls.filter((call) => call === 'Finish').length === 2);
    expect(setCalls(review.calls().filter(({ visit }) => visit === 2))).toEqual(['Finish']);
    expect(made.lms.record('anna')['cmi.core.lesson_status']).toBe(before['cmi.core.lesson_status']);
    expect((await made.rows())[0]).toMatchObject({ success: 'PASSED', score: 0.85 });
  });

  test('a shell that loads again goes on with the same registration and writes nothing twice', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await until(() => made.lms.record('anna')['cmi.core.lesson_status'], (status) => status === 'passed');
    const before = await loggedCalls(visit, committed('SetValue lesson_status=passed'));
    await (await visit.shell()).evaluate('location.reload()');
    await until(() => visit.page.frames().some((frame) => frame.url().includes('sco1.html')), (there) => !there);
    await (await frameWith(visit.page, 'sco1.html')).waitForSelector('#bookmark');
    await visit.exit();
    const after = (await loggedCalls(visit, (calls) => calls.at(-1) === 'Finish')).slice(before.length).map((call) => call.replace(/session_time=.*/, 'session_time'));
    expect(after.filter((call) => call.startsWith('SetValue') && !call.includes('session_time'))).toEqual([]);
    expect(await made.rows()).toHaveLength(1);
  });
});
