import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, watch } from '../support/browser';
import { publishSample } from '../support/courses';
import { languages } from '../support/learner-pages';
import { v1Client } from '../support/v1';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Pictures to look at, when SCREENSHOTS names a folder. */
const pictures = process.env['SCREENSHOTS'];

inChromium('the properties of a course', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  let lms: Server | undefined;
  beforeAll(async () => {
    courseway = await bootCourseway();
    await publishSample(courseway, 'sample');
    browser = await TestBrowser.open();
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser?.close();
    lms?.close();
    await courseway?.close();
  });

  /** As an LMS sends its people there. */
  const address = () => v1Client(courseway).address('rustici.course.properties', { courseid: 'sample', editor: 'latest' });
  async function newPage(options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const seen = watch(context);
    return { page: await context.newPage(), seen };
  }
  async function violations(page: Page): Promise<unknown[]> {
    await page.evaluate(axe);
    return (await page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })))`)) as unknown[];
  }
  const picture = async (page: Page, name: string) => {
    if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };

  it('are changed without script, and without another request', async () => {
    const { page, seen } = await newPage({ javaScriptEnabled: false });
    await page.goto(address());
    await page.getByLabel('Title of the course', { exact: true }).fill('Fire & "smoke"');
    await page.getByLabel('Show a button that ends the course').uncheck();
    await page.getByLabel('Where the course opens').selectOption('In a new window');
    await page.getByRole('group', { name: 'After a part that is done' }).getByLabel('Its time was up').selectOption('Do nothing');
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.getByRole('status').textContent()).toBe('Your changes are saved.');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Fire & "smoke"');
    await page.getByRole('link', { name: 'Deutsch' }).click();
    expect([await page.getByLabel('Titel des Kurses', { exact: true }).inputValue(), await page.getByLabel('Wo sich der Kurs öffnet').inputValue()]).toEqual(['Fire & "smoke"', 'NEW_WINDOW']);
    expect(await page.getByLabel('Schaltfläche zeigen, die den Kurs beendet').isChecked()).toBe(false);
    expect(seen.requests.filter(({ url }) => !url.startsWith(`${courseway.publicUrl}/`))).toEqual([]);
    expect(seen.errors).toEqual([]);
  });

  it('in a frame of the LMS, where they are saved as well', async () => {
    lms = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(`<!doctype html><title>LMS</title><iframe src="${address().replaceAll('&', '&amp;')}" width="700" height="500"></iframe>`));
    await new Promise<void>((resolve) => lms?.listen(0, '127.0.0.1', resolve));
    const { page, seen } = await newPage();
    await page.goto(`http://lms.test:${(lms.address() as AddressInfo).port}/`);
    const frame = page.frameLocator('iframe');
    await frame.getByLabel('Title of the course', { exact: true }).fill('Framed');
    await frame.getByRole('button', { name: 'Save' }).click();
    await frame.getByText('Your changes are saved.').waitFor();
    expect(await frame.getByRole('heading', { level: 1 }).textContent()).toBe('Framed');
    expect(seen.errors.filter((error) => !error.startsWith('Blocked autofocusing'))).toEqual([]); // a browser leaves the focus with the LMS
  });

  it('say what is wrong at the top, with the focus there, and lead to the field', async () => {
    const { page } = await newPage();
    await page.goto(address());
    await page.getByLabel('Score that completes the course').fill('many');
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.locator(':focus').textContent()).toContain('Enter a number such as 80');
    await page.getByRole('link', { name: 'Enter a number such as 80' }).click();
    expect([await page.locator(':focus').getAttribute('id'), await page.locator(':focus').inputValue()]).toEqual(['PlayerStatusRollupModeThresholdScore', 'many']);
    expect(await violations(page)).toEqual([]);
    await picture(page, 'properties-wrong');
  });

  it.each(['light', 'dark'] as const)('keep to WCAG 2.2 AA, %s', async (colorScheme) => {
    const { page } = await newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
    await page.goto(address());
    expect(await violations(page)).toEqual([]);
    await picture(page, `properties-${colorScheme}`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${courseway.publicUrl}/course-properties?auth=x`);
    expect(await violations(page)).toEqual([]);
  });

  it.each(languages)('fit 320 pixels in %s, and every target is large enough', async (locale) => {
    const { page } = await newPage({ locale, viewport: { width: 320, height: 640 } });
    await page.goto(address());
    await picture(page, `properties-320-${locale}`);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    const small = await page.locator('a, button, select, input:not([type=hidden])').evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.outerHTML));
    expect(small).toEqual([]);
    expect(await violations(page)).toEqual([]);
  });
});
