import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, until, type Watched, watch } from '../support/browser';
import { enterConsole, hasFocus, openPage, settled, violations, withAdministrator } from '../support/console-pages';
import { importCourse, publishSample } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';
import { download, launch, makeDispatch, report } from '../support/dispatching';
import { endOfSending, invite, openInvitation, readJson } from '../support/inviting';

/** Pictures to look at, when SCREENSHOTS names a folder. */
const pictures = process.env['SCREENSHOTS'];
/** Every page and every part of it: what the router or a page leads to and this list has not fails below. */
const pages = [
  '', 'courses', 'courses/fire-safety', 'courses/odd', 'courses/odd?part=versions', 'courses/fire-safety?part=versions', 'courses/fire-safety?part=dispatches', 'courses/fire-safety?part=settings', 'destinations', 'destinations/:destination', 'destinations/:destination?part=about', 'destinations/:destination?part=ledger',
  'dispatches', 'dispatches/:dispatch', 'dispatches/:dispatch?part=downloads', 'dispatches/:dispatch?part=seats', 'dispatches/:dispatch?part=launches', 'dispatches/:dispatch?part=confirmations', 'dispatches/:dispatch?part=ledger',
  'invitations', 'invitations?part=public', 'invitations?part=suppressions', 'invitations?compose=private', 'invitations?compose=public', 'invitations/private/:private', 'invitations/public/:public',
  'registrations', 'registrations?courseId=fire-safety', 'registrations/:registration', 'registrations/:registration?part=history', 'registrations/:registration?part=instances', 'registrations/:registration?part=settings', 'learners', 'learners?id=anna', 'postbacks', 'postbacks?part=events', 'reports', 'diagnostics', 'diagnostics?reference=:reference',
  'search?q=anna', 'search?q=nobody-at-all', 'credentials', 'settings', 'mailbox', 'audit', 'audit?part=all', 'administrators', 'account', 'nothing-like-this', 'dispatches/unknown',
];

/** The pages the router knows, by the first word of their address; `of` is where one of many has a page of its own. */
function routes(): { name: string; hasOne: boolean }[] {
  const source = readFileSync(join(__dirname, '../../templates/console/shell.tsx'), 'utf8');
  const table = /^const pages\b[\s\S]*?= \{\n([\s\S]*?)^\};/m.exec(source)?.[1] ?? '';
  return [...table.matchAll(/^ {2}'?([\w-]*)'?: \((\[[^)]*)?/gm)].map(([, name = '', parameters]) => ({ name, hasOne: parameters !== undefined }));
}

inChromium('the console for everybody', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  let page: Page;
  let seen: Watched;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    courseway = await bootCourseway(withAdministrator);
    await publishSample(courseway, 'fire-safety');
    await importCourse(courseway, 'odd', await makeScorm12Zip({ nestedIn: 'My course' }));
    const made = await makeDispatch(courseway, { registrationCap: 50 });
    const key = await download(courseway, made.id);
    await report(await launch(courseway, key), { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '80' });
    const invitation = await invite(courseway, 'fire-safety', ['ada@example.com', 'bob@example.com'], { tags: ['autumn'] }, { subject: 'Your course [COURSE]' });
    await endOfSending(courseway, invitation);
    const { registrations } = await readJson<{ registrations: { id: string }[] }>(courseway, '/registrations?learnerId=anna');
    const { launches } = await readJson<{ launches: { reference: string }[] }>(courseway, `/dispatch/dispatches/${made.id}/launchTimelines`);
    Object.assign(ids, { dispatch: made.id, destination: made.destinationId, private: invitation, public: (await openInvitation(courseway, 'fire-safety')).id, registration: registrations[0]?.id, reference: launches[0]?.reference });
    await courseway.api(`/registrations/${registrations[0]?.id}/resultOverride`, { method: 'PUT', body: { registrationSuccess: 'FAILED', reason: 'The attempt was made by somebody else' } });
    browser = await TestBrowser.open();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    seen = watch(context);
    page = await context.newPage();
    await enterConsole(page, courseway);
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  async function look(name: string, width: number, colorScheme: 'light' | 'dark', within?: string): Promise<void> {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    expect(await violations(page, within)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name.replace(/[^a-z-]+/gi, '-')}-${colorScheme}-${width}.png`), fullPage: true });
  }

  const fill = (path: string) => `/console/${path.replace(/:([a-z]+)/g, (_, id: string) => encodeURIComponent(ids[id] ?? id))}`.replace(/\/$/, '');
  const mayFail = /unknown|nothing/;
  const dialogs = new Set<string>();

  /** A dialog is as good as its page, every other one wide and light, narrow and dark; Escape leads back to its button. */
  async function lookInside(button: Locator, name: string): Promise<void> {
    await button.click();
    await page.getByRole('dialog').waitFor();
    await settled(page);
    await page.locator('dialog details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')));
    const [width, colors] = dialogs.size % 2 ? ([1280, 'light'] as const) : ([390, 'dark'] as const);
    await look(`dialog ${name}`, width, colors, 'dialog');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until(() => hasFocus(button));
  }

  test('the list is whole: every page of the router, and one of many where there are many', () => {
    const known = routes();
    expect(known.length).toBeGreaterThan(15);
    const listed = pages.map((path) => path.split('?')[0]?.split('/') ?? []);
    expect(known.filter(({ name }) => !listed.some(([first]) => first === name))).toEqual([]);
    expect(known.filter(({ name, hasOne }) => hasOne && !listed.some(([first, second]) => first === name && second))).toEqual([]);
  });

  test.each(pages)('%s: nothing for axe in light and dark, nothing wider than 390 px, nothing from elsewhere; so are its dialogs', async (path) => {
    seen.errors.length = 0;
    await openPage(page, courseway, fill(path));
    if (!mayFail.test(path)) expect(await page.locator('#main .problem').allTextContents()).toEqual([]);
    const links = await page.locator('nav a').evaluateAll((all) => all.map((link) => (link.getAttribute('href') ?? '').replace('/courses/odd', '/courses/fire-safety'))); // two courses have the same parts
    expect(links.filter((link) => !mayFail.test(path) && link && !pages.some((one) => fill(one) === decodeURI(link) || fill(one) === link))).toEqual([]);
    await look(path || 'overview', 1280, 'light');
    await look(path || 'overview', 390, 'dark');
    for (const button of await page.locator('#main [aria-haspopup=dialog], #main [role=switch]').all()) {
      const place = await button.evaluate((element) => element.closest('section')?.querySelector('h2')?.textContent ?? '');
      const name = [path.split(/[/?]/)[0], place, (await button.textContent()) ?? ''].filter(Boolean).join(' > ');
      if (dialogs.has(name)) continue;
      dialogs.add(name);
      await lookInside(button, name);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(seen.errors.filter((error) => !/status of 404/.test(error))).toEqual([]);
    expect(seen.requests.filter(({ url }) => !url.startsWith(courseway.publicUrl))).toEqual([]);
  });

  test('the dialogs were found', () => {
    expect([...dialogs]).toEqual(expect.arrayContaining(['destinations > New destination', 'dispatches > New dispatch', 'dispatches > Enabled', 'dispatches > Downloads > Replace all keys', 'invitations > Sending > Add people from a CSV', 'learners > anna > Erase', 'administrators > People > New administrator', 'account > Second step at sign-in > Set up the second step']));
    expect(dialogs.size).toBeGreaterThan(30);
  });

  test('the upload of a course, from its form to what is wrong with the file', async () => {
    await openPage(page, courseway, '/console/courses');
    await page.getByLabel(/Drop a course here/).setInputFiles({ name: 'holiday.zip', mimeType: 'application/zip', buffer: Buffer.from('not a zip') });
    await page.getByRole('dialog').waitFor();
    await look('upload', 1280, 'light', 'dialog');
    await page.getByRole('dialog').getByRole('button', { name: 'Upload' }).click();
    await page.getByRole('heading', { name: 'The import failed' }).waitFor();
    await look('upload failed', 390, 'dark', 'dialog');
    await page.keyboard.press('Escape');
  });

  test('the doors: sign-in, the first link, the link of an invited person', async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const outside = await context.newPage();
    for (const path of ['', '/first/token', '/invited/token']) {
      await outside.goto(`${courseway.publicUrl}/console${path}`);
      await outside.locator('h1').waitFor();
      await outside.getByRole('textbox').first().waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await outside.emulateMedia({ colorScheme });
        expect(await violations(outside)).toEqual([]);
      }
    }
    await context.close();
  });

  test('the mailbox, as a page and as a mail', async () => {
    await openPage(page, courseway, '/console/mailbox');
    const view = (await page.getByRole('row', { name: /ada@example\.com/ }).getByRole('link').getAttribute('href')) ?? '';
    for (const path of [view, `/dev/mailbox?application=${courseway.applicationId}`]) {
      await page.goto(`${courseway.publicUrl}${path}`);
      await look(`mailbox ${path}`, 1280, 'light');
      await look(`mailbox ${path}`, 390, 'dark');
    }
  });
});
