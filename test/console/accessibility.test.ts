import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, type Watched, watch } from '../support/browser';
import { enterConsole, hasFocus, openPage, settled, violations, withAdministrator } from '../support/console-pages';
import { importCourse, publishSample } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';
import { download, launch, makeDispatch, report } from '../support/dispatching';
import { endOfSending, invite, openInvitation, readJson } from '../support/inviting';

/** Pictures to look at, when SCREENSHOTS names a folder. */
const pictures = process.env['SCREENSHOTS'];
const pages = [
  '', 'courses', 'courses/fire-safety', 'courses/odd', 'courses/odd?part=versions',  'courses/fire-safety?part=dispatches', 'courses/fire-safety?part=settings', 'destinations', 'destinations/:destination', 'destinations/:destination?part=about', 'destinations/:destination?part=ledger',
  'dispatches', 'dispatches/:dispatch', 'dispatches/:dispatch?part=downloads', 'dispatches/:dispatch?part=seats', 'dispatches/:dispatch?part=launches', 'dispatches/:dispatch?part=confirmations', 'dispatches/:dispatch?part=ledger',
  'invitations', 'invitations?part=public', 'invitations?part=suppressions', 'invitations?compose=private', 'invitations?compose=public', 'invitations/private/:private', 'invitations/public/:public',
  'registrations', 'registrations/:registration', 'registrations/:registration?part=history', 'registrations/:registration?part=instances', 'registrations/:registration?part=settings', 'learners?id=anna', 'postbacks', 'postbacks?part=events', 'reports', 'diagnostics?reference=:reference',
  'credentials', 'settings', 'mailbox', 'audit', 'administrators', 'account', 'nothing-like-this', 'dispatches/unknown',
];

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

  async function look(name: string, width: number, colorScheme: 'light' | 'dark'): Promise<void> {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name.replace(/[^a-z-]+/gi, '-')}-${colorScheme}-${width}.png`), fullPage: true });
  }

  const fill = (path: string) => path.replace(/:([a-z]+)/g, (_, id: string) => encodeURIComponent(ids[id] ?? id));
  const mayFail = /unknown|nothing/;

  test.each(pages)('%s: nothing for axe in light and dark, nothing wider than 390 px, nothing from elsewhere', async (path) => {
    seen.errors.length = 0;
    await openPage(page, courseway, `/console/${fill(path)}`.replace(/\/$/, ''));
    if (!mayFail.test(path)) expect(await page.locator('#main .problem').allTextContents()).toEqual([]);
    await look(path || 'overview', 1280, 'light');
    await look(path || 'overview', 390, 'dark');
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(seen.errors.filter((error) => !/status of 404/.test(error))).toEqual([]);
    expect(seen.requests.filter(({ url }) => !url.startsWith(courseway.publicUrl))).toEqual([]);
  });

  test.each([
    ['destinations', 'New destination'], ['dispatches', 'New dispatch'], ['registrations', 'New registration'], ['administrators', 'New administrator'], ['credentials', 'New secret'], ['account', 'Set up the second step'], ['learners?id=anna', 'Erase'], ['registrations/:registration', 'Set the result'],
    ['invitations/private/:private', 'Add people from a CSV'], ['dispatches/:dispatch', 'Download package'], ['dispatches/:dispatch?part=downloads', 'Replace all keys'], ['postbacks', 'Send failed ones again'],
  ])('%s: its dialog "%s" is as good, and Escape leads back to its button', async (path, name) => {
    await openPage(page, courseway, `/console/${fill(path)}`);
    const button = page.getByRole('button', { name, exact: true });
    await button.click();
    await page.getByRole('dialog').waitFor();
    await settled(page);
    await page.locator('dialog details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')));
    await look(`dialog ${name}`, 1280, 'light');
    await look(`dialog ${name}`, 390, 'dark');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await hasFocus(button)).toBe(true);
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
});
