import type { Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, until } from '../support/browser';
import { administrator, enterConsole, openPage, settled, withAdministrator } from '../support/console-pages';
import { publishSample } from '../support/courses';
import { download, launch, makeDispatch, report } from '../support/dispatching';
import { endOfSending, invite, readJson } from '../support/inviting';
import { makeScorm12Zip } from '../support/make/course-packages';

inChromium('the console without a mouse', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  beforeAll(async () => {
    courseway = await bootCourseway(withAdministrator);
    await publishSample(courseway, 'fire-safety');
    browser = await TestBrowser.open();
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  /** What has the focus, as a screen reader would name it, and whether one sees that it has. */
  const focus = (page: Page): Promise<{ label: string; isSeen: boolean }> =>
    page.evaluate(`(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? '';
      return { label: label.trim(), isSeen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 };
    })()`);

  /** Goes on by Tab until something of this name has the focus, which must be seen all the way. */
  async function tabTo(page: Page, name: string | RegExp): Promise<void> {
    const passed: string[] = [];
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab');
      const { label, isSeen } = await focus(page);
      if (await page.evaluate('document.activeElement === document.body')) continue; // between the last element and the first
      if (label !== '' && !isSeen) throw new Error(`the focus on [${label}] cannot be seen`);
      if (typeof name === 'string' ? label === name : name.test(label)) return;
      passed.push(label);
    }
    throw new Error(`Tab does not lead to ${String(name)}: ${passed.join(' > ')}`);
  }

  it('signs in, makes a destination and a dispatch, disables it, and goes back by the skip link and the navigation', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${courseway.publicUrl}/console`);
    await page.getByLabel('Email address').waitFor();
    await tabTo(page, 'Email address');
    await page.keyboard.type(administrator.email);
    await tabTo(page, 'Password');
    await page.keyboard.type(administrator.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await settled(page);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');

    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('Tab');
    expect((await focus(page)).label).toBe('Skip to the content');
    await tabTo(page, 'Destinations');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Destinations' }).waitFor();
    await settled(page);
    await tabTo(page, 'New destination');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await settled(page);
    await tabTo(page, 'Create destination');
    await page.keyboard.press('Enter');
    await until(() => focus(page), ({ label }) => label === 'Name'); // the field that is wrong
    expect(await page.locator('.error').first().textContent()).toBe('This field is needed.');
    await page.keyboard.type('Contoso');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Contoso' }).waitFor();
    await settled(page);

    await tabTo(page, 'New dispatch');
    await page.keyboard.press('Space');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, 'Course');
    await page.keyboard.type('fire-safety');
    await tabTo(page, 'Create dispatch');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Sample course → Contoso' }).waitFor();
    await settled(page);

    await tabTo(page, 'Enabled');
    await page.keyboard.press('Space');
    await page.getByRole('dialog').waitFor();
    for (let presses = 0; presses < 6; presses++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")).toBe(true); // the focus stays inside
    }
    await tabTo(page, 'Disable');
    await page.keyboard.press('Enter');
    await page.getByRole('switch', { name: 'Disabled', checked: false }).waitFor();
    expect(await readJson(courseway, '/dispatch/dispatches/fire-safety--contoso/enabled')).toEqual({ enabled: false });
  });

  it('searches from anywhere by "/", which stays a letter where somebody types', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await enterConsole(page, courseway, '/console/destinations');
    await page.keyboard.press('/');
    await until(() => focus(page), ({ label, isSeen }) => label === 'Search everywhere' && isSeen);
    await page.keyboard.type('fire/');
    expect(await page.getByLabel('Search everywhere').inputValue()).toBe('fire/');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Search: fire' }).waitFor();
    await settled(page);
    await tabTo(page, 'Sample course');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Sample course' }).waitFor();
    await page.keyboard.press('/');
    await until(() => focus(page), ({ label }) => label === 'Search everywhere');
    await page.keyboard.type('nothing is called so');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is called so.').waitFor();
  });

  it('has a menu on a narrow screen that Escape closes', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    await page.goto(`${courseway.publicUrl}/console/courses`);
    await page.getByLabel('Email address').fill(administrator.email);
    await page.getByLabel('Password').fill(administrator.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Courses' }).waitFor();
    const menu = page.getByRole('button', { name: 'Menu' });
    expect(await menu.getAttribute('aria-expanded')).toBe('false');
    expect(await page.getByRole('navigation', { name: 'Console' }).isVisible()).toBe(false);
    await menu.press('Enter');
    await until(() => menu.getAttribute('aria-expanded'), (now) => now === 'true');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await until(() => menu.getAttribute('aria-expanded'), (now) => now === 'false');
    expect((await focus(page)).label).toBe('Menu');
    await menu.press('Enter');
    await page.getByRole('link', { name: 'Learners' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Learners' }).waitFor();
    await until(() => menu.getAttribute('aria-expanded'), (now) => now === 'false');
  });

  describe('with something in it', () => {
    let page: Page;
    const at = { dispatch: '', destination: '', invitation: '' };
    beforeAll(async () => {
      const made = await makeDispatch(courseway);
      await report(await launch(courseway, await download(courseway, made.id)), { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '80' });
      Object.assign(at, { dispatch: made.id, destination: made.destinationId, invitation: await invite(courseway, 'fire-safety', ['ada@example.com'], {}, { subject: 'Your course' }) });
      await endOfSending(courseway, at.invitation);
      page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
      await page.addInitScript(marksFocus);
      await enterConsole(page, courseway);
    });

    it.each([
      () => 'courses', () => 'courses/fire-safety', () => 'courses/fire-safety?part=versions', () => `destinations/${at.destination}?part=about`, () => `dispatches/${at.dispatch}`, () => `dispatches/${at.dispatch}?part=seats`, () => 'invitations?compose=private', () => `invitations/private/${at.invitation}`,
      () => 'registrations', () => 'learners?id=anna', () => 'reports', () => 'credentials', () => 'administrators', () => 'account',
    ])('Tab reaches everything there is to press or fill, and one sees where one is (%#)', async (path) => {
      await openPage(page, courseway, `/console/${path()}`);
      const count = (await page.evaluate(pressable)) as string[];
      expect(count.length).toBeGreaterThan(20);
      await page.evaluate('document.activeElement.blur()');
      for (let presses = 0; presses < count.length * 1.5 + 10; presses++) await page.keyboard.press('Tab'); // a date has several stops
      expect(await page.evaluate(pressable)).toEqual([]);
      expect(await page.evaluate('window.unseen')).toEqual([]);
    });

    it('chooses a course file instead of dropping it', async () => {
      await openPage(page, courseway, '/console/courses');
      const choosing = page.waitForEvent('filechooser');
      await tabTo(page, /^Drop a course here/);
      await page.keyboard.press('Enter');
      await (await choosing).setFiles({ name: 'ladders.zip', mimeType: 'application/zip', buffer: await makeScorm12Zip({ title: 'Ladders' }) });
      await page.getByRole('dialog').waitFor();
      await tabTo(page, 'Upload');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: '“Ladders” is imported' }).waitFor();
      await tabTo(page, 'Open the course');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Ladders' }).waitFor();
    });

    it('looks through a chart by the arrow keys, and opens its table', async () => {
      await openPage(page, courseway, '/console/reports');
      const chart = page.getByRole('slider', { name: 'Starts and completions' });
      await tabTo(page, 'Starts and completions');
      const now = () => chart.getAttribute('aria-valuetext');
      expect(await now()).toMatch(/: Starts 1, Completions 1$/); // today
      await page.keyboard.press('ArrowLeft');
      await until(now, (text) => text?.endsWith(': Starts 0, Completions 0'));
      expect(await page.locator('.legend').first().textContent()).toMatch(/Starts 0.*Completions 0/);
      await page.keyboard.press('End');
      await until(now, (text) => text?.endsWith(': Starts 1, Completions 1'));
      await tabTo(page, 'Show as a table');
      await page.keyboard.press('Enter');
      await page.getByRole('table', { name: 'Starts and completions' }).getByRole('row').last().getByRole('cell', { name: '1' }).first().waitFor();
    });

    it('filters a list, exports it, and acts on a row', async () => {
      await openPage(page, courseway, `/console/invitations/private/${at.invitation}`);
      await tabTo(page, 'Find a person');
      await page.keyboard.type('ada@');
      await settled(page);
      await tabTo(page, 'Export People as CSV');
      const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      expect(file.suggestedFilename()).toBe('people.csv');
      await tabTo(page, 'Revoke');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await tabTo(page, 'Revoke');
      await page.keyboard.press('Enter');
      await page.getByRole('row', { name: /ada@example\.com/ }).getByText('Revoked').waitFor();
    });
  });
});

/** Notes in the page what has had the focus, and what did not show that it has. */
const marksFocus = `
  window.unseen = [];
  document.addEventListener('focusin', ({ target }) => {
    target.dataset.tabbed = '';
    const { outlineStyle, outlineWidth } = getComputedStyle(target);
    if (target.tagName !== 'H1' && (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2)) window.unseen.push(target.outerHTML.slice(0, 200));
  });`;
/** What can be seen and pressed or filled, and has not had the focus yet. */
const pressable = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=slider], [tabindex="0"]')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled') && !('tabbed' in one.dataset)).map((one) => one.outerHTML.slice(0, 200))`;
