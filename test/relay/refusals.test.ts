import { readFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { inChromium, until } from '../support/browser';
import { RelayWorld, recorded, setCalls } from './dispatch-in-lms';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** In a frame the rules for whole pages (one main landmark, one h1) say nothing, so the package is held to WCAG alone. */
async function faultsOf(frame: Frame, tags = ''): Promise<string[]> {
  await frame.evaluate(axe);
  return frame.evaluate(`axe.run(${tags}).then((found) => found.violations.map((fault) => fault.id + " " + fault.nodes.map((node) => node.html).join()))`);
}

inChromium('refusals', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  test('21. A dispatch disabled mid-course takes the running learner’s result, and refuses the next launch', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.course();
    await made.change({ enabled: false });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
    expect((await made.rows())[0]).toMatchObject({ success: 'PASSED' });
    const next = await (await made.open({ id: 'anna' })).shell();
    expect(await next.textContent('[role=alert] h1')).toBe('This course is switched off at the moment');
  });

  test('22. A refused learner who closes the window of a moodle-like LMS is incomplete, not completed', async () => {
    const made = await world.dispatchInLms('moodle-like', { dispatch: { enabled: false } });
    const visit = await made.open({ id: 'anna' });
    await (await visit.shell()).waitForSelector('[role=alert] h1');
    await visit.page.goto(`${made.lms.origin}/lms/elsewhere`);
    await until(() => made.lms.calls('anna'), (calls) => calls.some(({ name }) => name === 'LMSFinish'));
    await recorded(made, 'anna', { lesson_status: 'incomplete', exit: 'suspend' });
    expect(await made.rows()).toEqual([]);
  });

  test('23. A refusal leaves what the LMS records as passed', async () => {
    const made = await world.dispatchInLms('moodle-like', { dispatch: { enabled: false } });
    made.lms.edit('anna', { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '90' });
    const visit = await made.open({ id: 'anna' });
    await (await visit.shell()).waitForSelector('[role=alert] h1');
    await visit.page.goto(`${made.lms.origin}/lms/elsewhere`);
    await until(() => made.lms.calls('anna'), (calls) => calls.some(({ name }) => name === 'LMSFinish'));
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '90' });
    expect(setCalls(made.lms.calls('anna')).filter((call) => /lesson_status|score/.test(call))).toEqual([]);
  });

  test('24. A refusal in Arabic: right to left, focus on the heading, nothing for axe', async () => {
    const made = await world.dispatchInLms('strict-1.2', { dispatch: { enabled: false } });
    const visit = await made.open({ id: 'anna', language: 'ar' });
    const shell = await visit.shell();
    await shell.waitForSelector('[role=alert] h1');
    expect(await shell.evaluate('[document.documentElement.lang, document.documentElement.dir, document.activeElement.tagName]')).toEqual(['ar', 'rtl', 'H1']);
    expect(await shell.textContent('h1')).toMatch(/[\u0600-\u06ff]/);
    expect(await faultsOf(shell)).toEqual([]);
    expect(await faultsOf(await visit.package(), '{ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }')).toEqual([]);
  });
});
