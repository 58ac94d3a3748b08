import { readFileSync } from 'node:fs';
import type { BrowserContext, Frame } from 'playwright-core';
import { RevokePackageKeys } from '../../src/dispatch/package/revoke-package-keys';
import { type LmsLearner } from '../lms/start-lms';
import { strictPolicy } from '../lms/traits';
import { freePort } from '../support/boot';
import { inChromium, until } from '../support/browser';
import { type Dispatched, RelayWorld, recorded, setCalls } from './dispatch-in-lms';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const asked = { id: 'anna', query: '?selftest=1' };

inChromium('the self-test of a package', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  const headers = (policy: string) => ({ headers: { 'cache-control': 'no-store', 'content-security-policy': policy } });
  const resultsIn = async (frame: Frame) => Object.fromEntries(await frame.$$eval('[data-check]', (items) => items.map((item) => [item.getAttribute('data-check'), item.className.replace('rd1-', '')]))) as Record<string, string>;
  const problemsIn = async (frame: Frame) => Object.entries(await resultsIn(frame)).filter(([, state]) => state === 'problem').map(([check]) => check);

  async function tested(made: Dispatched, learner: LmsLearner = asked, context?: BrowserContext) {
    const visit = await made.open(learner, context);
    const frame = await visit.package();
    await frame.waitForSelector('[data-verdict]', { timeout: 40_000 });
    const of = (attribute: string) => frame.getAttribute('[data-verdict]', attribute);
    return { visit, frame, verdict: await of('data-verdict'), side: await of('data-side'), problems: await problemsIn(frame), text: (await frame.textContent('main')) ?? '' };
  }

  test('all is well: nothing in the way, and the learner’s record as it was', async () => {
    const made = await world.dispatchInLms('moodle-like');
    const before = await made.open({ id: 'anna' });
    await before.press('bookmark');
    await recorded(made, 'anna', { lesson_location: 'page-3' });
    await before.exit();
    const kept = await until(() => made.lms.record('anna'), (record) => record['cmi.core.exit'] !== undefined || record['cmi.suspend_data']?.startsWith('rd1.'));
    const { verdict, side, problems, frame } = await tested(made);
    expect([verdict, side, problems]).toEqual(['fine', 'nobody', []]);
    expect(await resultsIn(frame)).toMatchObject({ api: 'ok', init: 'ok', write: 'ok', sandbox: 'ok', storage: 'ok', frame: 'ok', fetch: 'ok', isolation: 'ok', clock: 'ok', popup: 'unknown', access: 'ok' });
    expect(await frame.textContent('.rd1-code code')).toMatch(/^T-\w{4}-\w{4}$/);
    await until(() => made.lms.calls('anna').at(-1)?.name, (name) => name === 'LMSFinish');
    const fields = ['cmi.core.lesson_status', 'cmi.core.lesson_location', 'cmi.suspend_data', 'cmi.core.score.raw'];
    for (const field of fields) expect([field, made.lms.record('anna')[field]]).toEqual([field, kept[field]]);
    expect((await made.rows()).length).toBe(1);
  });

  test('of a learner who never began: status stays as it was, no LMSFinish, no seat', async () => {
    const made = await world.dispatchInLms('moodle-like');
    const { visit, verdict } = await tested(made);
    expect(verdict).toBe('fine');
    await visit.page.goto(`${made.lms.origin}/lms/elsewhere`);
    const calls = setCalls(made.lms.calls('anna'));
    expect(calls.filter((call) => /Finish|lesson_status|suspend_data/.test(call))).toEqual([]);
    expect(calls.filter((call) => call.includes('lesson_location'))).toEqual(['SetValue lesson_location=rd1-selftest', 'SetValue lesson_location=']);
    expect(await made.rows()).toEqual([]);
  });

  test('no API', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { apiOn: 'nowhere' } });
    expect(await tested(made)).toMatchObject({ verdict: 'no-api', side: 'lms', problems: ['api'] });
  }, 60_000);

  test('an API that does not begin', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { initialize: 'false' } });
    expect(await tested(made)).toMatchObject({ verdict: 'init', side: 'lms', problems: ['init'] });
  });

  test('an LMS that does not keep what is written', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { drops: ['cmi.core.lesson_location'] } });
    expect(await tested(made)).toMatchObject({ verdict: 'write', side: 'lms', problems: ['write'] });
  });

  test('a policy that forbids the frame, named with its directive, host and the text to paste', async () => {
    const made = await world.dispatchInLms('strict-csp', { traits: headers(strictPolicy('').replace("connect-src 'self'", 'connect-src *')) });
    const { verdict, side, problems, text, frame } = await tested(made);
    expect([verdict, side, problems]).toEqual(['csp-frame', 'lms', ['frame']]);
    expect(text).toContain('frame-src');
    expect(await frame.textContent('.rd1-admin pre')).toBe(`frame-src ${world.courseway.publicUrl} ${world.courseway.contentUrl};`);
  });

  test('a policy that forbids frame and connection: still the frame, not a dead gateway', async () => {
    const made = await world.dispatchInLms('strict-csp', { traits: headers(strictPolicy('')) });
    const { verdict, problems, text } = await tested(made);
    expect([verdict, problems]).toEqual(['csp-frame', ['frame']]);
    expect(text).toContain(`connect-src ${world.courseway.publicUrl};`);
  });

  test('a policy that forbids only connections does not keep the course out', async () => {
    const made = await world.dispatchInLms('strict-csp', { traits: headers(strictPolicy(world.courseway.publicUrl)) });
    expect(await tested(made)).toMatchObject({ verdict: 'csp-connect', side: 'lms', problems: [] });
  });

  test('a page that embeds only what agrees to it (COEP)', async () => {
    const isolated = { 'cache-control': 'no-store', 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'cross-origin' };
    const made = await world.dispatchInLms('strict-1.2', { traits: { headers: isolated } });
    expect(await tested(made, { ...asked, secureHost: true })).toMatchObject({ verdict: 'coep', side: 'lms', problems: [] });
  });

  test('a sandbox without an origin', async () => {
    const made = await world.dispatchInLms('sandboxed', { traits: { sandbox: 'allow-scripts' } });
    const { verdict, side, text } = await tested(made);
    expect([verdict, side]).toEqual(['sandbox', 'lms']);
    expect(text).toContain('allow-same-origin');
  }, 60_000);

  test('a window that the browser does not open, after a click', async () => {
    const made = await world.dispatchInLms('sandboxed');
    const { frame, verdict } = await tested(made);
    expect(verdict).toBe('fine');
    await frame.click('text=Test a new window');
    await frame.waitForSelector('[data-verdict=popup][data-side=browser]');
    expect(await problemsIn(frame)).toEqual(['popup']);
    const free = await tested(await world.dispatchInLms('strict-1.2'));
    await free.frame.click('text=Test a new window');
    await free.frame.waitForSelector('[data-check=popup].rd1-ok');
    expect(await free.frame.getAttribute('[data-verdict]', 'data-verdict')).toBe('fine');
  });

  test('a gateway that does not answer', async () => {
    const made = await world.dispatchInLms('strict-1.2', { gateway: `http://localhost:${await freePort()}` });
    expect(await tested(made)).toMatchObject({ verdict: 'unreachable', side: 'network', problems: ['frame', 'fetch'] });
  });

  test('a package that was withdrawn', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    await world.courseway.get(RevokePackageKeys).run(world.courseway.applicationId, made.id);
    const { verdict, side, problems, text } = await tested(made);
    expect([verdict, side, problems]).toEqual(['key-revoked', 'vendor', ['access']]);
    expect(text).toContain('This copy of the course no longer works');
  });

  test.each([
    ['expired', { dispatch: { expirationDate: '2020-01-01' } }],
    ['disabled', { dispatch: { enabled: false } }],
    ['full', { dispatch: { registrationCap: 1 }, full: true }],
  ])('a dispatch that lets nobody in: %s', async (verdict, { full, ...wanted }: { dispatch: object; full?: boolean }) => {
    const made = await world.dispatchInLms('strict-1.2', wanted);
    if (full) await (await made.open({ id: 'first' })).course();
    expect(await tested(made)).toMatchObject({ verdict, side: 'vendor', problems: full ? [] : ['access'] });
  });

  test('a site that is not listed', async () => {
    const made = await world.dispatchInLms('strict-1.2', { settings: { allowedOrigins: ['https://other.example'], originMode: 'enforce' } });
    const { verdict, side, frame } = await tested(made);
    expect([verdict, side]).toEqual(['wrong-site', 'vendor']);
    expect(await frame.textContent('.rd1-admin pre')).toContain(made.lms.origin);
  });

  test('storage that is denied', async () => {
    const context = await world.context();
    await context.addInitScript(`for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });`);
    expect(await tested(await world.dispatchInLms('strict-1.2'), asked, context)).toMatchObject({ verdict: 'storage', side: 'browser', problems: [] });
  });

  test('a clock that is wrong', async () => {
    const context = await world.context();
    await context.addInitScript(`{ const real = Date.now; Date.now = () => real() + 7_200_000; }`);
    const { verdict, side, text } = await tested(await world.dispatchInLms('strict-1.2'), asked, context);
    expect([verdict, side]).toEqual(['clock', 'browser']);
    expect(text).toContain('120');
  });

  test('from the page of a failure, with the session that is open; then the course', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const context = await world.context();
    await context.route(`${world.courseway.publicUrl}/**`, (route) => route.abort('connectionrefused'));
    const visit = await made.open({ id: 'anna' }, context);
    const frame = await visit.package();
    await frame.click('text=Test the connection', { timeout: 40_000 });
    await frame.waitForSelector('[data-verdict=unreachable]', { timeout: 30_000 });
    await context.unroute(`${world.courseway.publicUrl}/**`);
    await frame.click('text=Open the course');
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
    expect(made.lms.calls('anna').filter(({ name }) => name === 'LMSInitialize')).toHaveLength(1);
  }, 120_000);

  test('by itself on the page of a failure, which stays; what is in the way is named with a code', async () => {
    const blocked = await (await world.dispatchInLms('strict-csp', { traits: headers(strictPolicy('')) })).open({ id: 'anna' }, await world.context({ bypassCSP: false }));
    const frame = await blocked.package();
    await frame.waitForSelector('.rd1-found', { timeout: 60_000 });
    expect(await frame.textContent('.rd1-found')).toMatch(/T-[0-9A-Z]{4}-[0-9A-Z]{4}/);
    expect(await frame.isVisible('text=Open in a new window')).toBe(true);
  }, 120_000);

  test('by itself where there is no API, and then nothing leaves the page', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { apiOn: 'nowhere' } });
    const context = await world.context();
    const asked: string[] = [];
    await context.route(`${world.courseway.publicUrl}/**`, (route) => {
      asked.push(route.request().url());
      return route.continue();
    });
    const frame = await (await made.open({ id: 'anna' }, context)).package();
    await frame.waitForSelector('.rd1-found', { timeout: 40_000 });
    expect([await frame.textContent('.rd1-found'), asked]).toEqual([expect.stringMatching(/T-[0-9A-Z]{4}-[0-9A-Z]{4}/), []]);
  }, 120_000);

  test.each(['en', 'ar'])('is read, by keyboard too: %s', async (language) => {
    const made = await world.dispatchInLms('strict-csp', { traits: headers(`${strictPolicy('')}; script-src 'self' 'unsafe-eval'`.replace("script-src 'self';", '')) });
    const { frame } = await tested(made, { ...asked, language }, await world.context({ viewport: { width: 390, height: 800 }, bypassCSP: false, locale: language }));
    expect(await frame.evaluate('[document.documentElement.lang, document.documentElement.dir, document.activeElement.tagName]')).toEqual([language, language === 'ar' ? 'rtl' : 'ltr', 'H1']);
    expect(await frame.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await frame.evaluate(axe);
    expect(await frame.evaluate('axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then((found) => found.violations.map((fault) => fault.id + " " + fault.nodes.map((node) => node.html).join()))')).toEqual([]);
    await frame.focus('.rd1-admin button');
    await frame.press('.rd1-admin button', 'Enter');
    await until(() => frame.textContent('.rd1-admin .rd1-said'));
  });
});
