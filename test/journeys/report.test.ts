import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, watch } from '../support/browser';
import { languages } from '../support/learner-pages';
import { marchHistory, reportLink } from '../support/reporting';

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const march = '?from=2026-03-01&to=2026-03-31';
/** Pictures to look at, when SCREENSHOTS names a folder. */
const pictures = process.env['SCREENSHOTS'];

inChromium('the report', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  beforeAll(async () => {
    courseway = await bootCourseway({ BOOTSTRAP_APP_NAME: 'Northwind Training' });
    await marchHistory(courseway);
    browser = await TestBrowser.open();
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  async function newPage(options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const seen = watch(context);
    return { page: await context.newPage(), seen };
  }

  async function violations(page: Page): Promise<Violation[]> {
    await page.evaluate(axe);
    const found = (await page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations)`)) as Violation[];
    return found.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) }));
  }

  const picture = async (page: Page, name: string) => {
    if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  const number = async (page: Page, name: string) => page.locator('.tiles div', { hasText: name }).locator('dd').textContent();

  it('goes from the whole to one course and back, by days and tags, without script and without another request', async () => {
    const { page, seen } = await newPage({ javaScriptEnabled: false });
    await page.goto(await reportLink(courseway.api, march));
    expect(await number(page, 'Registrations')).toBe('4');
    await page.getByRole('link', { name: 'Fire safety, "hot" work' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Fire safety, "hot" work');
    expect(await number(page, 'Registrations')).toBe('3');
    await page.getByLabel('Learner tags').fill('berlin, hamburg');
    await page.getByRole('button', { name: 'Show' }).click();
    expect([await number(page, 'Registrations'), await number(page, 'Started')]).toEqual(['1', '1 100%']);
    await page.getByRole('link', { name: /^Show without:.*Course/ }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Learning report');
    await page.getByLabel('From', { exact: true }).fill('2026-03-13');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.getByRole('heading', { name: 'Nothing happened in these days' }).isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Deutsch' }).click();
    expect(await page.getByLabel('Von', { exact: true }).inputValue()).toBe('2026-03-13');
    expect(seen.requests.filter(({ url }) => !url.startsWith(`${courseway.publicUrl}/reports`) && !url.endsWith('/favicon.ico'))).toEqual([]);
  });

  it('is left with a file in hand', async () => {
    const { page } = await newPage();
    await page.goto(await reportLink(courseway.api, march, { nav: 'NONAV' }));
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Courses as CSV' }).click()]);
    expect(download.suggestedFilename()).toBe('report-courses.csv');
    expect(readFileSync(await download.path(), 'utf8')).toContain('safety,"Fire safety, ""hot"" work",3,3,3,2,2\r\n');
  });

  it('tells the same in bars, in words and in a table, which the keyboard opens', async () => {
    const { page } = await newPage();
    await page.goto(await reportLink(courseway.api, march));
    const chart = page.getByRole('img', { name: /^Bar chart: .*3.* starts and .*2.* completions/ });
    expect(await chart.count()).toBe(1);
    const heights = await chart.locator('rect').evaluateAll((bars) => bars.map((bar) => `${bar.getAttribute('class')} ${Math.round(bar.getBoundingClientRect().height)}`));
    expect(heights).toHaveLength(4);
    const [one, , , two] = heights.map((bar) => Number(bar.split(' ')[1]));
    expect(Math.abs((two ?? 0) - 2 * (one ?? 0))).toBeLessThanOrEqual(2);
    await page.getByText('The chart as a table').focus();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('row', { name: '12 Mar 2026 1 2' }).isVisible()).toBe(true);
  });

  it('says what is wrong at the top, with the focus there, and leads to the field', async () => {
    const { page } = await newPage();
    await page.goto(`${await reportLink(courseway.api, march)}&from=2026-03-09&to=2026-03-08`);
    expect(await page.locator(':focus').textContent()).toContain('The last day must not be before the first.');
    await page.getByRole('link', { name: 'The last day must not be before the first.' }).click();
    expect(await page.locator(':focus').getAttribute('id')).toBe('to');
    expect(await violations(page)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('keeps to WCAG 2.2 AA, %s', async (colorScheme) => {
    const { page } = await newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
    const link = await reportLink(courseway.api, march, { admin: true });
    await page.goto(link);
    await page.getByText('The chart as a table').click();
    expect(await violations(page)).toEqual([]);
    await page.getByText('The chart as a table').click();
    await picture(page, `report-${colorScheme}`);
    await page.goto(`${link}&course=safety&destination=acme&learner=carl`);
    expect(await violations(page)).toEqual([]);
    await picture(page, `report-narrowed-${colorScheme}`);
    for (const address of [`${link}&from=2025-01-01&to=2025-12-31`, link.replace('auth=', 'auth=x')]) {
      await page.goto(address);
      expect(await violations(page)).toEqual([]);
    }
    await picture(page, `report-unknown-${colorScheme}`);
  });

  it.each(languages)('fits 320 pixels in %s: nothing but tables scrolls sideways, and every target is large enough', async (locale) => {
    const { page } = await newPage({ locale, viewport: { width: 320, height: 640 } });
    await page.goto(`${await reportLink(courseway.api, march)}&course=safety&from=2026-01-01&to=2026-03-31`);
    await picture(page, `report-320-${locale}`);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    const small = await page.locator('a, button, input:not([type=hidden]), summary').evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().height < 24).map((one) => one.outerHTML));
    expect(small).toEqual([]);
    expect(await violations(page)).toEqual([]);
  });
});
