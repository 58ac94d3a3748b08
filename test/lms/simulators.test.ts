import type { Frame, Page } from 'playwright-core';
import { frameWith, inChromium, TestBrowser, until } from '../support/browser';
import { importPackage } from './import-package';
import { type Lms, startLms } from './start-lms';
import { tinyManifest, tinyPackage } from './tiny-package';
import type { LmsKind, Traits } from './traits';

describe('the import of an LMS', () => {
  test('takes a package and serves what its manifest lists', async () => {
    const imported = await importPackage(await tinyPackage());
    expect(imported).toMatchObject({ identifier: 'TINY', title: 'Tiny', href: 'index.html' });
    expect([...imported.files.keys()].sort()).toEqual(['index.html', 'sco.js']);
  });
  test.each([
    ['a launch page that is not there', tinyManifest.replace('href="index.html">', 'href="start.html">'), /start\.html/],
    ['a listed file that is not there', tinyManifest.replace('</resource>', '<file href="more.js"/></resource>'), /more\.js/],
    ['another version', tinyManifest.replace('>1.2<', '>CAM 1.3<'), /CAM 1\.3/],
    ['bad XML', tinyManifest.replace('</manifest>', ''), /unclosed/],
  ])('refuses %s', async (_what, manifest, message) => {
    await expect(importPackage(await tinyPackage(manifest))).rejects.toThrow(message);
  });
});

inChromium('simulated LMSs', () => {
  let browser: TestBrowser;
  const lmss: Lms[] = [];
  beforeAll(async () => {
    browser = await TestBrowser.open();
  });
  afterEach(async () => {
    await browser.closePages();
    await Promise.all(lmss.splice(0).map((lms) => lms.close()));
  });
  afterAll(() => browser.close());

  async function open(kind: LmsKind, traits?: Partial<Traits>): Promise<{ lms: Lms; page: Page; sco: Frame; call: (...args: unknown[]) => Promise<unknown> }> {
    const lms = await startLms(kind, { zip: await tinyPackage(), ...(traits ? { traits } : {}) });
    lmss.push(lms);
    const page = await browser.newPage();
    await page.goto(lms.launchUrl({ id: 'anna' }));
    return { lms, page, ...(await course(lms, page)) };
  }
  async function course(lms: Lms, page: Page) {
    let sco: Frame;
    if (lms.traits.place === 'popup') {
      const [popup] = await Promise.all([page.waitForEvent('popup'), page.click('#open')]);
      sco = popup.mainFrame();
      await sco.waitForLoadState('load');
    } else sco = await frameWith(page, '/package/index.html');
    return { sco, call: (...args: unknown[]) => sco.evaluate((all) => (globalThis as unknown as { call(...a: unknown[]): unknown }).call(...all), args) };
  }

  test('strict-1.2: the error codes of the data model', async () => {
    const { call } = await open('strict-1.2');
    const set = async (element: string, value: string) => [await call('LMSSetValue', element, value), await call('LMSGetLastError')].join(' ');
    expect(await call('LMSGetValue', 'cmi.core.lesson_status')).toBe('');
    expect(await call('LMSGetLastError')).toBe('301');
    expect(await call('LMSInitialize', 'x')).toBe('false');
    expect(await call('LMSInitialize', '')).toBe('true');
    expect(await call('LMSInitialize', '')).toBe('false');
    expect(await call('LMSGetLastError')).toBe('101');
    expect(await call('LMSGetValue', 'cmi.core.entry')).toBe('ab-initio');
    expect(await call('LMSGetValue', 'cmi.core._children')).toContain('lesson_status');
    expect(await call('LMSGetValue', 'cmi.core.exit')).toBe('');
    expect(await call('LMSGetLastError')).toBe('404');
    expect(await set('cmi.core.lesson_status', 'not attempted')).toBe('false 405');
    expect(await set('cmi.core.lesson_status', 'finished')).toBe('false 405');
    expect(await set('cmi.core.score.raw', '1e-7')).toBe('false 405');
    expect(await set('cmi.core.score.raw', '100.5')).toBe('false 405');
    expect(await set('cmi.core.score.raw', '85')).toBe('true 0');
    expect(await set('cmi.core.session_time', '1:00:00')).toBe('false 405');
    expect(await set('cmi.core.session_time', '00100:00:00')).toBe('false 405');
    expect(await set('cmi.core.student_id', 'b')).toBe('false 403');
    expect(await set('cmi.core._children', 'b')).toBe('false 402');
    expect(await set('cmi.suspend_data', 'x'.repeat(4097))).toBe('false 405');
    expect(await set('cmi.nothing', '1')).toBe('false 401');
    expect(await set('cmi.interactions.1.id', 'q')).toBe('false 201');
    expect(await set('cmi.interactions.0.id', 'q')).toBe('true 0');
    expect(await call('LMSGetValue', 'cmi.interactions._count')).toBe('1');
    expect(await call('LMSGetValue', 'cmi.core._count')).toBe('');
    expect(await call('LMSGetErrorString', '405')).toBe('Incorrect data type');
  });

  test('a record outlives the visit, with its time added at LMSFinish', async () => {
    const { lms, page, call } = await open('strict-1.2');
    for (const args of [['LMSInitialize', ''], ['LMSSetValue', 'cmi.core.lesson_status', 'incomplete'], ['LMSSetValue', 'cmi.suspend_data', 'here'], ['LMSSetValue', 'cmi.core.session_time', '0000:01:30.50'], ['LMSSetValue', 'cmi.core.exit', 'suspend'], ['LMSFinish', '']]) await call(...args);
    await until(() => lms.record('anna'), (record) => record['cmi.core.total_time'] === '0000:01:30.50');
    await page.goto(lms.launchUrl({ id: 'anna' }));
    const second = await course(lms, page);
    await second.call('LMSInitialize', '');
    expect(await second.call('LMSGetValue', 'cmi.core.entry')).toBe('resume');
    expect(await second.call('LMSGetValue', 'cmi.suspend_data')).toBe('here');
    const calls = await until(() => lms.calls('anna'), (all) => all.length === 9);
    expect(calls.map((one) => `${one.visit} ${one.name} ${one.args[0]}`).slice(-3)).toEqual(['2 LMSInitialize ', '2 LMSGetValue cmi.core.entry', '2 LMSGetValue cmi.suspend_data']);
  });

  test.each(['strict-1.2', 'moodle-like'] as const)('%s: LMSFinish of an untouched record completes it, of an incomplete one not', async (kind) => {
    const { lms, page, call } = await open(kind);
    await call('LMSInitialize', '');
    await call('LMSFinish', '');
    await until(() => lms.record('anna'), (record) => record['cmi.core.lesson_status'] === 'completed');
    await page.goto(lms.launchUrl({ id: 'ben' }));
    const ben = await course(lms, page);
    for (const args of [['LMSInitialize', ''], ['LMSSetValue', 'cmi.core.lesson_status', 'incomplete'], ['LMSFinish', '']]) await ben.call(...args);
    await until(() => lms.record('ben'), (record) => record['cmi.core.lesson_status'] === 'incomplete');
  });

  test('drops-score-after-complete: a score that comes too late is lost', async () => {
    const { lms, call } = await open('drops-score-after-complete');
    for (const args of [['LMSInitialize', ''], ['LMSSetValue', 'cmi.core.lesson_status', 'passed'], ['LMSSetValue', 'cmi.core.score.raw', '85'], ['LMSCommit', '']]) expect(await call(...args)).toBe('true');
    await until(() => lms.record('anna'), (record) => record['cmi.core.lesson_status'] === 'passed' && record['cmi.core.score.raw'] === '');
  });

  test('always-true-but-drops: keeps nothing', async () => {
    const { lms, call } = await open('always-true-but-drops');
    for (const args of [['LMSInitialize', ''], ['LMSSetValue', 'cmi.core.lesson_status', 'passed'], ['LMSCommit', '']]) expect(await call(...args)).toBe('true');
    await until(() => lms.calls('anna'), (all) => all.length === 3);
    expect(lms.record('anna')).toEqual({});
  });

  test('finish-closes-window: the window is gone after LMSFinish', async () => {
    const { sco, call } = await open('finish-closes-window');
    await call('LMSInitialize', '');
    await call('LMSFinish', '').catch(() => undefined);
    await until(() => sco.page().isClosed());
  });

  test('edx-like: the API is in the popup, late', async () => {
    const { sco } = await open('edx-like');
    const hasApi = () => sco.evaluate('!!window.API');
    expect(await hasApi()).toBe(false);
    await until(hasApi);
  });

  test('sap-like: the API is past a window of another site', async () => {
    const { sco, call } = await open('sap-like');
    expect(await sco.evaluate('try { parent.API; "read" } catch (e) { e.name }')).toBe('SecurityError');
    expect(await call('LMSInitialize', '')).toBe('true');
  });

  test('strict-csp: inline scripts and other hosts are refused', async () => {
    const { lms, sco } = await open('strict-csp');
    await sco.evaluate('var s = document.createElement("script"); s.textContent = "window.ran = 1"; document.head.append(s);');
    expect(await sco.evaluate('window.ran')).toBeUndefined();
    await until(() => lms.violations.join(), (reports) => reports.includes('script-src'));
  });

  test('throws, csod-like, slow-sync and the others', async () => {
    const broken = await open('throws');
    await broken.call('LMSInitialize', '');
    await expect(broken.call('LMSSetValue', 'cmi.core.lesson_status', 'passed')).rejects.toThrow('is broken');
    await until(() => broken.lms.calls('anna'), (all) => all.at(-1)?.result === 'threw');

    const leaving = await open('csod-like');
    await leaving.call('LMSInitialize', '');
    await leaving.sco.evaluate('addEventListener("pagehide", function () { call("LMSCommit", ""); })');
    await leaving.page.goto('about:blank');
    await until(() => leaving.lms.calls('anna'), (all) => all.at(-1)?.name === 'LMSCommit' && all.at(-1)?.result === 'null');

    const odd = await open('strict-1.2', { initialize: 'false-but-works', emptyValue: 'null', commitAnswers: ['false'], bothApis: true });
    expect(await odd.call('LMSInitialize', '')).toBe('false');
    expect(await odd.call('LMSGetLastError')).toBe('101');
    expect(await odd.call('LMSGetValue', 'cmi.core.lesson_location')).toBeNull();
    expect(await odd.call('LMSCommit', '')).toBe('false');
    expect(await odd.call('LMSCommit', '')).toBe('true');

    const d2l = await open('d2l-like');
    for (const args of [['LMSInitialize', ''], ['LMSSetValue', 'cmi.core.score.raw', '85'], ['LMSSetValue', 'cmi.core.score.max', '100'], ['LMSCommit', '']]) await d2l.call(...args);
    await until(() => d2l.lms.record('anna'), (record) => record['cmi.core.score.raw'] === '85');
    expect(d2l.lms.record('anna')['grade']).toBeUndefined();
    await d2l.call('LMSFinish', '');
    await until(() => d2l.lms.record('anna')['grade'], (grade) => grade === '85');

    const slow = await open('slow-sync', { slowMs: 300 });
    await slow.call('LMSInitialize', '');
    await slow.call('LMSSetValue', 'cmi.suspend_data', 'kept');
    await slow.call('LMSCommit', '');
    expect(slow.lms.record('anna')['cmi.suspend_data']).toBe('kept');
  });
});
