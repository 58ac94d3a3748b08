import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { inChromium, until } from '../support/browser';
import { committed, type Dispatched, loggedCalls, RelayWorld, recorded, setCalls } from './dispatch-in-lms';
import { fakeShellIn, state, welcome, withFakeShell } from './fake-gateway';

const forged = (nonce: string) => [
  { kind: 'READY', n: nonce, proto: 1, load: 'forged' }, { kind: 'HELLO', v: 1, n: nonce, k: 'x', launchId: 'x', learner: { id: 'x', name: '' }, lms: {}, pkg: {} },
  { kind: 'STATE', state: state(999, 'passed', { score: { raw: '100' } }) }, welcome(), { kind: 'EXIT' }, { function: 'eval', args: ['API.LMSFinish("")'] }, 'API.LMSFinish("")', null, 42,
];
/** Says everything forged to that window, with a port, and keeps what comes back. */
const forge = (target: string, nonce: string) => `(() => {
  window.got = []; addEventListener('message', (event) => window.got.push(event.data && event.data.kind || String(event.data)));
  for (const message of ${JSON.stringify(forged(nonce))}) { const channel = new MessageChannel(); channel.port1.onmessage = (event) => window.got.push(event.data.kind); ${target}.postMessage(message, '*', [channel.port2]); ${target}.postMessage(message, '*'); }
})()`;

inChromium('hostile pages', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  async function running(made: Dispatched) {
    const visit = await made.open({ id: 'anna' });
    await (await visit.course()).waitForSelector('#finish');
    await recorded(made, 'anna', { lesson_status: 'incomplete' });
    const nonce = await (await visit.package()).evaluate('document.querySelector("iframe").src.split("#n=")[1]');
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    return { visit, nonce: String(nonce) };
  }
  /** Serves an empty page of a site that has nothing to do with anybody. */
  async function evilFrame(page: Page, place: (address: string) => Promise<unknown>): Promise<Frame> {
    const address = 'http://evil.example.test/';
    await page.context().route(`${address}**`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Evil</title>' }));
    await place(address);
    return until(() => page.frames().find((frame) => frame.url() === address) as Frame);
  }
  /** The course goes on, nobody has noticed anything, and only its own result counts. */
  async function isUnharmed(made: Dispatched, { visit }: Awaited<ReturnType<typeof running>>) {
    await sleep(500);
    expect(setCalls(visit.calls()).filter((call) => /=passed|Finish|score/.test(call))).toEqual([]);
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
    expect((await made.rows())[0]).toMatchObject({ completion: 'COMPLETED', success: 'UNKNOWN' });
    expect(visit.seen.errors).toEqual([]);
  }

  test('58. What a sibling frame posts to package and shell is dropped', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const run = await running(made);
    const evil = await evilFrame(run.visit.page, (address) => run.visit.page.evaluate(`document.body.append(Object.assign(document.createElement('iframe'), { src: '${address}' }))`));
    await evil.evaluate(forge('parent.frames[0]', run.nonce));
    await evil.evaluate(forge('parent.frames[0].frames[0]', run.nonce));
    await isUnharmed(made, run);
    expect(await evil.evaluate('got')).toEqual([]);
  });

  test('59. The player’s frame can go nowhere else, and what a page of the content site says there, READY with the right nonce, is dropped by its origin', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const run = await running(made);
    const shell = await run.visit.shell();
    await shell.evaluate("void (document.querySelector('iframe.course').src = 'http://evil.example.test/')");
    await until(() => run.visit.seen.errors.join(), (errors) => errors.includes('frame-src'));
    const own = `${world.courseway.contentUrl}/evil`;
    await run.visit.page.context().route(own, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Evil</title>' }));
    await shell.evaluate(`void (document.querySelector('iframe.course').src = '${own}')`);
    const evil = await until(() => run.visit.page.frames().find((frame) => frame.url() === own) as Frame);
    await evil.evaluate(forge('parent.parent', run.nonce));
    await evil.evaluate(forge('parent', run.nonce));
    await sleep(1000);
    expect(await evil.evaluate('got')).toEqual([]);
    expect(setCalls(run.visit.calls()).filter((call) => /=passed|Finish|score/.test(call))).toEqual([]);
    expect((await made.rows())[0]).toMatchObject({ success: 'UNKNOWN' });
  });

  test('60. A course cannot read shell, package or LMS, and what it posts to them is dropped', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const run = await running(made);
    const course = await run.visit.course();
    for (const above of ['top', 'top.frames[0]', 'top.frames[0].frames[0]']) {
      expect(await course.evaluate(`(() => { try { return String(${above}.document.title); } catch (error) { return error.name; } })()`)).toBe('SecurityError');
      expect(await course.evaluate(`(() => { try { return String(${above}.API); } catch (error) { return error.name; } })()`)).toBe('SecurityError');
      await course.evaluate(forge(above, run.nonce));
    }
    await isUnharmed(made, run);
    expect(await course.evaluate('got')).toEqual([]);
  });

  test('61. A snapshot with markup, NaN, ten million characters or __proto__ is clamped or refused, and the package lives on', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const context = await world.context();
    await withFakeShell(context, world.courseway.publicUrl);
    const visit = await made.open({ id: 'anna' }, context);
    const shell = fakeShellIn(await visit.shell());
    await shell.awaitHeard('HELLO');
    await shell.say(welcome());
    await shell.awaitHeard('ATTACHED');
    const before = (await loggedCalls(visit, (calls) => calls.length >= 5)).length;
    for (const odd of [
      '{ kind: "STATE", state: { epoch: 1, rev: 10, status: "<img src=x onerror=alert(1)>", active: true } }',
      '{ kind: "STATE", state: { epoch: NaN, rev: Infinity, status: "passed", active: true } }',
      '{ kind: "STATE", state: JSON.parse(\'{"__proto__":{"status":"passed","epoch":1,"rev":50},"constructor":{}}\') }',
      '{ kind: "STATE", state: [] }', '{ kind: "__proto__" }', '{ kind: "toString" }', '[]', 'null', '"STATE"', 'undefined', 'new Date()', 'new Error("x")', '{ kind: "STATE", state: new Map() }',
      '{ kind: "WELCOME", state: null, pointer: {} }',
    ]) await shell.say(odd);
    await shell.say('{ kind: "STATE", state: { epoch: 1, rev: 11, status: "incomplete", score: { raw: NaN }, location: "x".repeat(1e7), active: true } }');
    await shell.say({ kind: 'STATE', state: state(12, 'completed', { score: { raw: '1e3' }, location: 'bad\u0000' }) });
    await shell.say({ kind: 'STATE', state: state(13, 'passed', { score: { raw: '85', max: '<b>', min: 'NaN' }, location: 'page 3' }) });
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85', 'score.max': '100', 'score.min': '0', lesson_location: 'page 3' });
    const sets = (await loggedCalls(visit, committed('SetValue lesson_status=passed'))).slice(before).filter((call) => /^SetValue (?!session_time)/.test(call));
    expect(sets).toEqual(['SetValue lesson_status=completed', 'SetValue score.raw=85', 'SetValue score.max=100', 'SetValue score.min=0', 'SetValue lesson_location=page 3', 'SetValue lesson_status=passed']);
    expect(visit.calls().filter(({ result }) => result === 'false')).toEqual([]);
    expect(visit.seen.errors).toEqual([]);
  });

  test('65. A lesson_mode forged to review is a launch like any other for a new learner', async () => {
    const made = await world.dispatchInLms('strict-1.2', { dispatch: { registrationCap: 1 } });
    await (await made.open({ id: 'anna', mode: 'review' })).course();
    expect(await made.rows()).toHaveLength(1);
    const second = await (await made.open({ id: 'ben', mode: 'review' })).shell();
    expect(await second.textContent('[role=alert] h1')).toBe('All places are taken');
    expect(await made.rows()).toHaveLength(1);
  });

  test('66. In an unlisted LMS the browser refuses the frame, and the package explains it', async () => {
    const made = await world.dispatchInLms('strict-1.2', { settings: { allowedOrigins: ['https://lms.client.example'], originMode: 'enforce' } });
    const visit = await made.open({ id: 'anna' });
    const frame = await visit.package();
    await frame.waitForSelector('[role=alert] h1', { timeout: 45_000 });
    expect(await frame.textContent('h1')).toBe('Your learning platform blocks the course');
    expect(visit.seen.errors.join()).toContain('frame-ancestors');
    expect(await made.rows()).toEqual([]);
  }, 60_000);

  test('70. A learner who types the pass into the console has it in the LMS, not at the gateway, which notes the difference', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const { visit } = await running(made);
    await visit.page.evaluate('API.LMSSetValue("cmi.core.lesson_status", "passed"); API.LMSCommit("")');
    await recorded(made, 'anna', { lesson_status: 'passed' });
    expect((await made.rows())[0]).toMatchObject({ success: 'UNKNOWN', completion: expect.not.stringMatching('^COMPLETED$') });
    await visit.exit();
    await (await made.open({ id: 'anna' })).course();
    await until(async () => (await made.rows())[0]?.lms_prior, (prior) => prior?.includes('passed'));
    expect((await made.rows())[0]).toMatchObject({ success: 'UNKNOWN' });
  });
});
