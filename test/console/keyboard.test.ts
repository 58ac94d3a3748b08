import type { Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, until } from '../support/browser';
import { administrator, settled, withAdministrator } from '../support/console-pages';
import { publishSample } from '../support/courses';
import { readJson } from '../support/inviting';

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
});
