import { readFileSync } from 'node:fs';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, watch } from '../support/browser';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

inChromium('the page of the API', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  beforeAll(async () => {
    courseway = await bootCourseway();
    browser = await TestBrowser.open();
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  test('shows all parts, opens an operation and tries it, and asks nothing of another host', async () => {
    const context = await browser.newContext();
    const seen = watch(context);
    const page = await context.newPage();
    await page.goto(`${courseway.publicUrl}/docs`);
    await page.getByRole('link', { name: 'Dispatch' }).first().waitFor();
    await page.locator('[data-tag="Service"] .expand-operation').click();
    await page.locator('#operations-Service-pingAppId .opblock-summary-control').click();
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const basic = page.locator('.auth-container').filter({ hasText: 'APP_NORMAL' });
    await basic.locator('input[type=text]').fill(courseway.applicationId);
    await basic.locator('input[type=password]').fill(courseway.secret);
    await basic.getByRole('button', { name: 'Apply credentials' }).click();
    await page.getByRole('button', { name: 'Close' }).first().click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table').getByText('Courseway is here').waitFor();
    expect(seen.errors).toEqual([]);
    expect(seen.requests.map(({ url }) => url).filter((url) => !url.startsWith(courseway.publicUrl) && !url.startsWith('data:'))).toEqual([]);
    await page.screenshot({ path: process.env['SHOTS'] ? `${process.env['SHOTS']}/docs.png` : undefined, fullPage: false } as object);
  }, 60_000);

  test('is dark where the learner’s system is, and fits a narrow screen', async () => {
    const page = await browser.newPage({ colorScheme: 'dark', viewport: { width: 390, height: 800 } });
    await page.goto(`${courseway.publicUrl}/docs`);
    await page.getByRole('link', { name: 'Dispatch' }).first().waitFor();
    const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(ground).toBe('rgb(28, 32, 34)');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/docs-dark.png` });
  }, 60_000);

  test('leads to the other API and back', async () => {
    const page = await browser.newPage();
    await page.goto(`${courseway.publicUrl}/docs`);
    await page.getByRole('link', { name: 'Sessions API' }).click();
    await page.getByRole('link', { name: 'Webhooks' }).first().waitFor();
    await page.getByRole('link', { name: 'Courseway API' }).click();
    await page.getByRole('link', { name: 'Dispatch' }).first().waitFor();
  }, 60_000);

  test.each([['/docs', 'Dispatch'], ['/docs/sessions', 'Webhooks']])('%s has no serious fault for those who read it otherwise', async (path, part) => {
    const page = await browser.newPage({ bypassCSP: true });
    await page.goto(`${courseway.publicUrl}${path}`);
    await page.getByRole('link', { name: part }).first().waitFor();
    await page.addScriptTag({ content: axe });
    const found = (await page.evaluate(`axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((result) => result.violations.map(({ id, nodes }) => id + ': ' + nodes.length + ' ' + nodes.map((node) => node.html).join(' | ')))`)) as string[];
    expect(found).toEqual([]);
  }, 60_000);
});
