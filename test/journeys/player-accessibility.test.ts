import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, openChromium } from '../support/browser';
import { courseFrame } from './chromium';
import { importCourse, launchLink, register } from './learner';
import { fourUnits } from './make-course';

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

inChromium('the player for everybody', () => {
  let courseway: Booted;
  let browser: Browser;
  beforeAll(async () => {
    courseway = await bootCourseway();
    browser = await openChromium();
    await importCourse(courseway, 'four', fourUnits());
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  let count = 0;
  async function open(options: { width: number; colorScheme: 'light' | 'dark'; locale: string }): Promise<Page> {
    const id = `r${++count}`;
    await register(courseway, 'four', id);
    const page = await browser.newPage({ viewport: { width: options.width, height: 640 }, colorScheme: options.colorScheme, locale: options.locale, bypassCSP: true, reducedMotion: 'reduce' });
    await page.goto(await launchLink(courseway, id));
    await courseFrame(page);
    return page;
  }

  async function violations(page: Page): Promise<string[]> {
    await page.addScriptTag({ content: axe });
    const run = `axe.run({ exclude: ['iframe'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations)`;
    const found = (await page.evaluate(run)) as Violation[];
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
  }

  test.each([
    { width: 1280, colorScheme: 'light' as const, locale: 'en' }, { width: 1280, colorScheme: 'dark' as const, locale: 'de' },
    { width: 320, colorScheme: 'light' as const, locale: 'ar' }, { width: 320, colorScheme: 'dark' as const, locale: 'ja' },
  ])('%o: no axe violation with the contents open, with a unit closed and at the end; nothing smaller than 24 px or wider than the screen', async (options) => {
    const page = await open(options);
    const contents = page.locator('#contents');
    if (!(await contents.isVisible())) await page.locator('[aria-controls=contents]').click();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.width);
    const small = await page.locator('button:visible').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect()).filter(({ width, height }) => width < 24 || height < 24).length);
    expect(small).toBe(0);
    await page.frames()[1]?.evaluate("set('cmi.core.lesson_status', 'incomplete'); finish('')");
    await page.locator('.panel').waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H2');
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  test('the page speaks the learner\'s language in its direction', async () => {
    const page = await open({ width: 800, colorScheme: 'light', locale: 'ar' });
    expect(await page.locator('html').evaluate((html) => [html.lang, html.dir])).toEqual(['ar', 'rtl']);
    expect(await page.getByRole('button', { name: 'خروج' }).isVisible()).toBe(true);
    await page.close();
  });

  test('on a narrow screen the contents lie over the course, Escape closes them and focus goes back', async () => {
    const page = await open({ width: 320, colorScheme: 'light', locale: 'en' });
    const toggle = page.getByRole('button', { name: 'Contents' });
    expect(await toggle.getAttribute('aria-expanded')).toBe('false');
    await toggle.press('Enter');
    expect(await page.evaluate("document.activeElement.getAttribute('aria-current')")).toBe('true');
    await page.keyboard.press('Escape');
    expect(await toggle.getAttribute('aria-expanded')).toBe('false');
    expect(await page.evaluate("document.activeElement.getAttribute('aria-controls')")).toBe('contents');
    await page.close();
  });
});
