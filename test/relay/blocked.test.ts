import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import { strictPolicy } from '../lms/traits';
import { inChromium, until } from '../support/browser';
import { RelayWorld, recorded } from './dispatch-in-lms';

inChromium('environments that block', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  test('51. A policy of the LMS without our host: within 20 s the page says which host to allow', async () => {
    const made = await world.dispatchInLms('strict-csp', { traits: { headers: { 'cache-control': 'no-store', 'content-security-policy': strictPolicy('') } } });
    const visit = await made.open({ id: 'anna' });
    const frame = await visit.package();
    await frame.waitForSelector('[role=alert] h1', { timeout: 20_000 });
    expect(await frame.textContent('[role=alert]')).toContain(world.courseway.publicUrl);
    expect(await frame.textContent('.rd1-primary')).toBe('Open in a new window');
    expect(made.lms.record('anna')['cmi.core.lesson_status']).toBe('incomplete');
    await until(() => made.lms.violations.length);
  });

  test('51. Where only frames are forbidden the course opens in a window of its own', async () => {
    const policy = strictPolicy('').replace("connect-src 'self'", 'connect-src *');
    const made = await world.dispatchInLms('strict-csp', { traits: { headers: { 'cache-control': 'no-store', 'content-security-policy': policy } } });
    const visit = await made.open({ id: 'anna' });
    const frame = await visit.package();
    await frame.waitForSelector('[role=alert] h1', { timeout: 20_000 });
    await frame.click('text=Open in a new window');
    const [popup] = await Promise.all([visit.page.context().waitForEvent('page'), frame.click('.rd1-primary >> text=Open the course')]);
    await pressIn(popup, 'complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
  });

  test('52. An LMS page that embeds only what agrees to it: Chromium shows the course', async () => {
    const headers = { 'cache-control': 'no-store', 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'cross-origin' };
    const made = await world.dispatchInLms('strict-1.2', { traits: { headers } });
    const visit = await made.open({ id: 'anna', secureHost: true });
    expect(await visit.page.evaluate('crossOriginIsolated')).toBe(true);
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
  });

  test('53. A sandbox without an origin gives a clear page; one without dialogs changes nothing', async () => {
    const opaque = await world.dispatchInLms('sandboxed', { traits: { sandbox: 'allow-scripts' } });
    const visit = await opaque.open({ id: 'anna' });
    const frame = await visit.package();
    await frame.waitForSelector('[role=alert] h1', { timeout: 15_000 });
    expect(await frame.textContent('h1')).toBe('Your learning platform does not answer');
    const made = await world.dispatchInLms('sandboxed');
    const inside = await made.open({ id: 'anna' });
    await inside.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
    await inside.exit();
    expect(inside.seen.errors).toEqual([]);
  });

  async function openPopup(visit: Awaited<ReturnType<Awaited<ReturnType<RelayWorld['dispatchInLms']>>['open']>>) {
    const frame = await visit.package();
    await frame.waitForSelector('.rd1-primary');
    const [popup] = await Promise.all([visit.page.context().waitForEvent('page'), frame.click('.rd1-primary')]);
    return { frame, popup };
  }
  async function pressIn(page: Awaited<ReturnType<typeof openPopup>>['popup'], id: string) {
    const course = await until(() => page.frames().find((frame) => frame.url().includes('/content/')));
    await course?.click(`#${id}`);
  }

  test('54. In a window of its own the result reaches the LMS by long poll', async () => {
    const made = await world.dispatchInLms('strict-1.2', { settings: { launchMode: 'popup' } });
    const visit = await made.open({ id: 'anna' });
    const { frame, popup } = await openPopup(visit);
    await pressIn(popup, 'pass85');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
    expect(await frame.textContent('h1')).toBeTruthy();
    expect(visit.seen.errors).toEqual([]);
  });

  test('54. A blocked window is offered as a link, and one without opener works as well', async () => {
    const made = await world.dispatchInLms('strict-1.2', { settings: { launchMode: 'popup' } });
    const visit = await made.open({ id: 'anna' });
    const frame = await visit.package();
    await frame.evaluate('window.open = function () { return null; }');
    await frame.waitForSelector('.rd1-primary');
    await frame.click('.rd1-primary');
    const link = await frame.waitForSelector('a[target=_blank]');
    expect(await link.getAttribute('rel')).toContain('noopener');
    const [popup] = await Promise.all([visit.page.context().waitForEvent('page'), link.click()]);
    await pressIn(popup, 'complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
  });

  test('55. The LMS’s window is closed mid-course: the learner is told, the gateway has the result, the next launch brings it', async () => {
    const made = await world.dispatchInLms('popup');
    const visit = await made.open({ id: 'anna' });
    await visit.course();
    await recorded(made, 'anna', { lesson_status: 'incomplete' });
    await visit.page.close();
    const frame = await visit.package();
    await until(() => frame.textContent('.rd1-banner'), (text) => text?.includes('You can go on'), 15_000);
    await visit.press('pass85');
    await until(async () => (await made.rows())[0]?.success, (success) => success === 'PASSED');
    await (await made.open({ id: 'anna' })).course();
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
  });

  test('56. Without cookies and storage the course opens, and goes on where it was', async () => {
    const context = await world.context();
    await context.addInitScript(`for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
      Object.defineProperty(Document.prototype, 'cookie', { get() { throw new DOMException('denied', 'SecurityError'); }, set() { throw new DOMException('denied', 'SecurityError'); } });`);
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' }, context);
    await visit.press('bookmark');
    await recorded(made, 'anna', { lesson_location: 'page-3' });
    await visit.exit();
    const again = await (await made.open({ id: 'anna' }, context)).course();
    await until(() => again.textContent('#location'), (text) => text === 'page-3');
    expect(visit.seen.errors).toEqual([]);
    expect(await context.cookies()).toEqual([]);
  });

  const cut = async (context: BrowserContext, url: string) => {
    await context.route(`${url}/**`, (route) => route.abort('connectionrefused'));
    return () => context.unroute(`${url}/**`);
  };

  test('57. The gateway is down at launch: a page to try again, which then works', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const context = await world.context();
    const mend = await cut(context, world.courseway.publicUrl);
    const visit = await made.open({ id: 'anna' }, context);
    const frame = await visit.package();
    await frame.waitForSelector('[role=alert] h1', { timeout: 45_000 });
    expect(await frame.textContent('h1')).toBe('The course cannot be reached');
    expect(made.lms.record('anna')['cmi.core.lesson_status']).toBe('incomplete');
    await mend();
    await frame.click('button:text-is("Try again")');
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
  }, 80_000);

  test('57. The gateway is down mid-course: what waits is the newest snapshot', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const context = await world.context();
    const visit = await made.open({ id: 'anna' }, context);
    await visit.press('incomplete');
    await sleep(1500);
    const mends = [await cut(context, world.courseway.publicUrl), await cut(context, world.courseway.contentUrl)];
    await visit.press('bookmark', 'score', 'pass85');
    await until(async () => (await visit.shell()).textContent('.strip'));
    await sleep(4000);
    expect((await made.rows())[0]).toMatchObject({ success: 'UNKNOWN' });
    for (const mend of mends) await mend();
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85', lesson_location: 'page-3' }, 40_000);
    await until(async () => (await visit.shell()).textContent('.strip'), (text) => text === '', 40_000);
  }, 100_000);
});
