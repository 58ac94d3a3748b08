import { readFileSync } from 'node:fs';
import type { LmsCall } from '../../src/dispatch/diagnostics/timeline-entry.rules';
import { inChromium, until } from '../support/browser';
import { type Dispatched, RelayWorld, recorded } from './dispatch-in-lms';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const wcag = 'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then((found) => found.violations.map((fault) => fault.id + " " + fault.nodes.map((node) => node.html).join()))';

interface Timeline {
  reference: string;
  outcome: string;
  entries: { kind: string; what?: string; calls?: LmsCall[] }[];
}

inChromium('live diagnostics', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  const read = async (path: string) => (await world.courseway.api(path)).json();
  async function newest(made: Dispatched): Promise<Timeline> {
    const { launches } = (await read(`/dispatch/dispatches/${made.id}/launchTimelines`)) as { launches: Timeline[] };
    return (await read(`/dispatch/launchTimelines/${launches[0]?.reference}`)) as Timeline;
  }
  const callsIn = ({ entries }: Timeline) => entries.flatMap(({ calls = [] }) => calls).map(({ name, element = '', value }) => `${name} ${element}${value === undefined ? '' : `=${value}`}`.trim());

  test('a launch from its first call to LMSFinish, without what is personal', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna@school.example', name: 'Zwetschge, Anna' });
    await visit.press('bookmark', 'pass85');
    await recorded(made, 'anna@school.example', { lesson_status: 'passed' });
    await visit.exit();
    const timeline = await until(() => newest(made), (seen) => callsIn(seen).includes('LMSFinish'));
    expect(timeline.outcome).toBe('accepted');
    const calls = callsIn(timeline);
    expect(calls).toEqual(expect.arrayContaining(['LMSInitialize', 'LMSGetValue cmi.core.student_id', 'LMSSetValue cmi.core.lesson_status=passed', 'LMSSetValue cmi.core.score.raw=85', 'LMSCommit']));
    expect(calls.find((call) => call.startsWith('LMSSetValue cmi.suspend_data'))).toBe('LMSSetValue cmi.suspend_data=…53');
    expect(timeline.entries.map(({ kind, what }) => what ?? kind)).toEqual(expect.arrayContaining(['launch', 'create', 'ack', 'state', 'exit']));
    expect(JSON.stringify(timeline)).not.toMatch(/Zwetschge|school|page-3/);
    expect(visit.seen.errors).toEqual([]);
  });

  test('of a refused launch: its reference leads there, and the key ? and three clicks show the rest', async () => {
    const made = await world.dispatchInLms('strict-1.2', { dispatch: { enabled: false } });
    const visit = await made.open({ id: 'anna' });
    const shell = await visit.shell();
    const reference = (await shell.textContent('.reference code')) ?? '';
    expect(reference).toMatch(/^\w{4}-\w{4}$/);
    expect((await newest(made)).reference).toBe(reference);
    expect(callsIn(await newest(made))).toContain('LMSInitialize');
    const frame = await visit.package();
    await shell.focus('h1');
    await visit.page.keyboard.press('?');
    await frame.waitForSelector('.rd1-support');
    const text = (await frame.textContent('.rd1-support')) ?? '';
    for (const part of [reference, 'package 2', 'LMS API 1 windows away', 'LMSInitialize  -> true']) expect(text).toContain(part);
    expect(await frame.getAttribute('.rd1-support a', 'href')).toBe(`${world.courseway.publicUrl}/diagnosis?code=${reference}`);
    expect(await frame.evaluate('document.activeElement.tagName')).toBe('H2');
    await frame.evaluate(axe);
    expect(await frame.evaluate(wcag)).toEqual([]);
    await frame.press('.rd1-support h2', 'Escape');
    await frame.waitForSelector('.rd1-support', { state: 'detached' });
    await shell.click('.reference code', { clickCount: 3 });
    await frame.waitForSelector('.rd1-support');
  });

  test('behind the banner of an LMS that does not confirm', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { commitAnswers: ['true', 'true', ...Array.from({ length: 30 }, () => 'false')] } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    const frame = await visit.package();
    await frame.click('.rd1-banner .rd1-more', { timeout: 30_000 });
    expect(await frame.textContent('.rd1-support pre')).toMatch(/last ack: rev \d+, commit false[\s\S]*LMSCommit {2}-> false/);
    expect(await frame.textContent('.rd1-support')).toContain((await newest(made)).reference);
    const seen = await until(() => newest(made), ({ entries }) => entries.some(({ kind, what }) => kind === 'ack' || what === 'unconfirmed'));
    expect(callsIn(seen)).toContain('LMSGetLastError');
  }, 60_000);

  test('the self-test from the panel of a running launch', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.course();
    const frame = await visit.package();
    await frame.evaluate('document.dispatchEvent(new KeyboardEvent("keydown", { key: "?" }))');
    await frame.click('text=Test the connection');
    await frame.waitForSelector('[data-verdict=fine]');
    await frame.click('text=Open the course');
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
  });
});
