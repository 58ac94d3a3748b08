import { readFileSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { InvitationLinks } from '../../src/invitations/invitation-links';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, until, watch } from '../support/browser';
import { openInvitation } from '../support/inviting';
import { inviteOne } from '../support/learner-pages';
import { TestSmtp } from '../support/smtp';
import { courseFrame } from './chromium';
import { importCourse } from './learner';
import { oneUnit } from './make-course';

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const dates = { timeZone: 'Europe/Berlin', dueDate: '2099-03-31T15:00:00Z', expirationDate: '2099-06-30T22:00:00Z' };

inChromium('the pages of invitations', () => {
  let smtp: TestSmtp;
  let courseway: Booted;
  let browser: TestBrowser;
  beforeAll(async () => {
    smtp = await TestSmtp.start();
    courseway = await bootCourseway({ SMTP_URL: smtp.url, BOOTSTRAP_APP_NAME: 'Northwind Training' });
    browser = await TestBrowser.open();
    await importCourse(courseway, 'one', oneUnit());
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
    await smtp?.down();
  });

  /** A page in a context of its own, and what it asked for and complained about. */
  async function newPage(options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ locale: 'en', ...options });
    const seen = watch(context);
    return { page: await context.newPage(), seen };
  }

  /** Presses Tab until the focus is on what `selector` names. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      if ((await page.locator(`${selector}:focus`).count()) === 1) return;
    }
    throw new Error(`Tab never reached ${selector}`);
  }

  it('start the course by keyboard, and neither look nor letter comes from elsewhere', async () => {
    const { url } = await inviteOne(courseway, 'one', {}, dates);
    const { page, seen } = await newPage();
    await page.goto(url);
    await tabTo(page, 'main button');
    await page.keyboard.press('Enter');
    await courseFrame(page);
    expect(page.url()).toMatch(new RegExp(`^${courseway.contentUrl}/play/`));
    expect(seen.requests.filter((request) => !request.url.startsWith(courseway.publicUrl) && !request.url.startsWith(courseway.contentUrl))).toEqual([]);
    expect(seen.errors.filter((error) => error.includes(courseway.publicUrl))).toEqual([]);
    await page.goto(url);
    expect(await page.getByRole('button', { name: 'Continue the course' }).isVisible()).toBe(true);
  });

  it('work without script, in the language that was chosen', async () => {
    const { url } = await inviteOne(courseway, 'one');
    const { page } = await newPage({ javaScriptEnabled: false });
    await page.goto(url);
    await page.getByRole('link', { name: 'Français' }).click();
    await page.getByRole('button', { name: 'Commencer le cours' }).click();
    await page.waitForURL(`${courseway.contentUrl}/play/**`);
    expect(await page.content()).toContain('lang="fr"');
  });

  it('lead through a public invitation with a code by keyboard alone, mistakes included, without script', async () => {
    const { url } = await openInvitation(courseway, 'one', { asksCode: true });
    const { page } = await newPage({ javaScriptEnabled: false });
    const focus = () => page.locator(':focus');
    await page.goto(url);
    await tabTo(page, '#firstName');
    await page.keyboard.type('Ada');
    await page.keyboard.press('Enter');
    await page.locator('.problems:focus').waitFor(); // the summary is read first
    expect(await page.title()).toMatch(/^Please check what you entered/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter'); // its first link leads to the field
    await until(() => focus().getAttribute('id'), (id) => id === 'lastName');
    await page.keyboard.type('Lovelace');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ada@x.example');
    await page.keyboard.press('Enter');
    await page.locator('#code').waitFor();
    await tabTo(page, 'nav button:has-text("Deutsch")');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Code aus der E-Mail eingeben' }).waitFor();
    const code = /\b\d{6}\b/.exec((await until(() => smtp.to('ada@x.example'), (mails) => mails.length > 0))[0]?.text ?? '')?.[0] ?? '';
    for (const typed of [code === '000000' ? '000001' : '000000', code]) {
      await tabTo(page, '#code');
      await page.keyboard.insertText(typed); // as pasting does
      await page.keyboard.press('Enter');
      if (typed !== code) await page.locator('.problems:focus').waitFor();
    }
    await page.waitForURL(`${courseway.contentUrl}/play/**`);
  });

  /** Every page there is, brought up by `page`. */
  async function eachPage(page: Page, look: (name: string) => Promise<void>): Promise<void> {
    const learner = await inviteOne(courseway, 'one', {}, dates);
    const asks = await openInvitation(courseway, 'one', { asksCode: true, ...dates });
    const closed = await openInvitation(courseway, 'one');
    const expired = await openInvitation(courseway, 'one', { expirationDate: '2020-01-01T00:00:00Z' });
    await courseway.api(`/invitations/public/${closed.id}`, { method: 'PUT', body: { allowNewRegistrations: false } });
    const send = async () => {
      await page.locator('main form button').first().click();
      await page.waitForLoadState('load');
    };
    const visit = async (name: string, url: string, act?: () => Promise<void>) => {
      await page.goto(url);
      await act?.();
      await look(name);
    };
    await visit('open', learner.url);
    await visit('join', asks.url);
    await visit('join, empty', asks.url, send);
    await visit('code', asks.url, async () => {
      for (const [name, value] of [['firstName', 'A'], ['lastName', 'B'], ['email', 'c@x.example']] as const) await page.fill(`#${name}`, value);
      await send();
    });
    await send();
    await look('code, empty');
    await visit('join, closed', closed.url);
    await visit('refused', expired.url);
    await visit('unknown', `${courseway.publicUrl}/invitations/open/unknown`);
    await visit('links', `${courseway.publicUrl}/invitations/links`);
    await visit('links, empty', `${courseway.publicUrl}/invitations/links`, send);
    await visit('stop', courseway.get(InvitationLinks).stopUrl(learner.recipientId));
    await send();
    await look('stopped');
    await visit('exit', `${courseway.publicUrl}/launch/exit/message`);
  }

  async function violations(page: Page): Promise<string[]> {
    await page.addScriptTag({ content: axe });
    const found = (await page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations)`)) as Violation[];
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
  }

  it.each([
    { width: 1280, colorScheme: 'light' as const, locale: 'en' }, { width: 1280, colorScheme: 'dark' as const, locale: 'ar' },
    { width: 320, colorScheme: 'light' as const, locale: 'de' }, { width: 320, colorScheme: 'dark' as const, locale: 'ja' },
  ])('%o: nothing for axe to find, nothing too small to hit, nothing wider than the screen', async ({ width, colorScheme, locale }) => {
    const { page } = await newPage({ viewport: { width, height: 640 }, colorScheme, locale, bypassCSP: true });
    const found: Record<string, unknown> = {};
    await eachPage(page, async (name) => {
      const small = await page.locator('nav a, nav button, main button, input:not([type=hidden])').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).filter((box) => box.width < 24 || box.height < 24).length);
      found[name] = { dir: await page.locator('html').getAttribute('dir'), small, wide: await page.evaluate('document.documentElement.scrollWidth'), violations: await violations(page) };
    });
    for (const [name, seen] of Object.entries(found)) expect({ name, seen }).toEqual({ name, seen: { dir: locale === 'ar' ? 'rtl' : 'ltr', small: 0, wide: width, violations: [] } });
    expect(Object.keys(found)).toHaveLength(13);
  }, 60_000);

  it('bear text twice as large and no colours but the system\'s', async () => {
    const { url } = await inviteOne(courseway, 'one', {}, dates);
    const { page } = await newPage({ viewport: { width: 640, height: 640 }, forcedColors: 'active' });
    await page.goto(url);
    await page.evaluate("document.documentElement.style.fontSize = '32px'");
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(640);
    await tabTo(page, 'main button');
    expect(await page.locator('main button').evaluate((button) => (button.ownerDocument.defaultView as unknown as { getComputedStyle(element: unknown): { outlineStyle: string } }).getComputedStyle(button).outlineStyle)).toBe('solid');
  });
});
