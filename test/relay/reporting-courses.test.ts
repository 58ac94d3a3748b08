import { inChromium, until } from '../support/browser';
import { makeAiccZip, makeCmi5Zip } from '../support/make/reporting-packages';
import { RelayWorld, recorded } from './dispatch-in-lms';

inChromium('courses that report to the gateway by themselves', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  test.each([
    ['AICC', () => makeAiccZip()],
    ['cmi5', () => makeCmi5Zip()],
  ] as const)("40. %s in an LMS with connect-src 'self': the LMS is told within 3 s, and nobody polls", async (_standard, make) => {
    const made = await world.dispatchInLms('strict-csp', { course: await make() });
    const visit = await made.open({ id: 'anna' });
    const course = await visit.course();
    await until(() => course.locator('#state').textContent(), (text) => text !== 'loading');
    const shell = await visit.shell();
    const asked = () => visit.seen.requests.filter(({ url, frame }) => /\/api\/d\/.*\/relay$/.test(url) && frame === shell.url()).length;
    await until(() => visit.seen.requests.some(({ body }) => /"wait":[1-9]/.test(body)), Boolean);
    const before = asked();
    await visit.press('pass');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' }, 3000);
    expect(asked() - before).toBeLessThan(12);
    await visit.exit();
    expect((await made.rows())[0]).toMatchObject({ completion: 'COMPLETED', success: 'PASSED', score: 0.85 });
    expect(made.lms.record('anna')).toMatchObject({ 'cmi.core.lesson_status': 'passed' });
  });
});
