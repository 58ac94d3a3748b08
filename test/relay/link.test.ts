import { readFileSync } from 'node:fs';
import { RevokePackageKeys } from '../../src/dispatch/package/revoke-package-keys';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until, watch } from '../support/browser';
import { exportDispatch, type Exported } from '../support/exporting';
import { openPage } from '../support/learner-pages';
import { readZip } from '../support/read-zip';
import { download, launch } from '../support/dispatching';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway?.close());

const anna = { firstName: 'Anna', lastName: 'Lee', email: 'Anna@x.example' };

async function linked(wanted: Parameters<typeof exportDispatch>[2] = {}): Promise<Exported & { url: string }> {
  const made = await exportDispatch(courseway, 'LINK', wanted);
  return { ...made, url: /^URL=(\S+)\r$/m.exec((await readZip(made.zip)).get('course.url')?.toString('utf8') ?? '')?.[1] ?? '' };
}
/** The form, up to the person's own address. */
const introduce = async (url: string, person: Record<string, string> = anna) => (await openPage(url, { form: person })).headers.get('location') ?? '';
const start = (own: string, language = 'en') => openPage(own, { method: 'POST', form: {}, language });

test('the page asks who it is once; the person’s own address leads on, again and again, and says nothing of them', async () => {
  const made = await linked({ dispatch: { registrationCap: 1 }, settings: { support: 'Ask Kim' } });
  const page = await openPage(made.url);
  expect([page.status, page.heading, page.text.includes('Ask Kim')]).toEqual([200, 'Sample course', true]);
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  const own = await introduce(made.url);
  expect(own.startsWith(`${made.url}/gcm1.`)).toBe(true);
  const readable = own.split(/[./?]/).map((part) => `${part} ${Buffer.from(part, 'base64url').toString('latin1')}`).join(' ');
  for (const word of ['Anna', 'Lee', 'x.example']) expect(readable.toLowerCase()).not.toContain(word.toLowerCase());
  expect(await made.registrations()).toEqual([]); // neither page nor form takes a seat
  expect((await openPage(own)).text).toContain('Anna Lee');
  expect((await openPage(own, { language: 'ar' })).html).toContain('dir="ltr"'); // the language that the person chose goes along
  const first = await start(own);
  expect([first.status, first.headers.get('location')?.startsWith(`${courseway.contentUrl}/play/`)]).toEqual([303, true]);
  expect((await start(own)).status).toBe(303);
  expect(await made.registrations()).toMatchObject([{ learner: { id: 'mailto:anna@x.example', firstName: 'Anna', lastName: 'Lee' } }]);
  const elsewhere = await introduce(made.url, { ...anna, email: 'ANNA@X.example' }); // from another device
  expect((await start(elsewhere)).status).toBe(303);
  expect(await made.registrations()).toHaveLength(1);
});

test('what is wrong with the form is said beside it, and what was typed stays', async () => {
  const { url } = await linked();
  const page = await openPage(url, { form: { firstName: 'Zoë', lastName: '', email: 'nobody' } });
  expect([page.status, page.html.includes('value="Zoë"')]).toEqual([422, true]);
  expect(page.text).toContain('Enter your last name');
  expect(page.text).toContain('Enter a complete e-mail address');
  const again = await openPage(url, { form: { ...anna, show: 'form', lang: 'de' } });
  expect([again.status, again.lang, again.html.includes('value="Lee"')]).toEqual([200, 'de', true]);
});

test('caps, switches and keys hold, in words', async () => {
  const made = await linked({ dispatch: { registrationCap: 1 }, settings: { language: 'fr' } });
  const own = await introduce(made.url);
  await start(own);
  const ben = await introduce(made.url, { ...anna, email: 'ben@x.example' });
  const full = await start(ben);
  expect([full.status, full.heading]).toEqual([403, 'Toutes les places sont prises']);
  expect((await start(own)).status).toBe(303);
  await made.change({ enabled: false });
  for (const page of [await openPage(made.url), await openPage(own), await start(own), await openPage(made.url, { form: anna })]) expect([page.status, page.heading]).toEqual([403, 'Ce cours est désactivé pour le moment']);
  await made.change({ enabled: true });
  expect((await openPage(made.url.replace(/\w{26}/, '0'.repeat(26)))).status).toBe(404);
  const other = await linked();
  const foreign = `${other.url}/${own.split('/').at(-1)}`;
  expect((await openPage(foreign)).text).not.toContain('Anna'); // an address of one dispatch is none of another
  expect((await start(foreign)).headers.get('location')).toBe(new URL(other.url).pathname);
  await courseway.get(RevokePackageKeys).run(courseway.applicationId, made.id);
  expect((await start(own)).status).toBe(410);
});

test('who has the link opens nothing that an LMS made, whatever name they give', async () => {
  const made = await linked();
  const scorm = await download(courseway, made.id);
  await launch(courseway, scorm, { id: 'anna@x.example' });
  await launch(courseway, scorm, { id: 'mailto:ben@x.example' });
  await start(await introduce(made.url));
  expect((await made.registrations()).map(({ learner }) => learner.id).sort()).toEqual(['anna@x.example', 'mailto:anna@x.example', 'mailto:ben@x.example']);
  const unit = courseway.get(UnitOfWork);
  expect(await unit.run(() => unit.query('SELECT proof_seen_at FROM destinations WHERE id = ?', [made.id]))).toEqual([{ proof_seen_at: null }]); // nothing is learned of the client's LMS
});

inChromium('in a browser', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.open();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser?.close());

  test.each(['en', 'ar'])('the form, its faults, the own page and a refusal in %s: nothing for axe, nothing to scroll sideways', async (lang) => {
    const made = await linked({ title: 'دورة Course with a very-long-title-without-any-space-in-it-at-all', settings: { support: 'Ask Kim' } });
    const page = await browser.newPage({ viewport: { width: 320, height: 640 }, bypassCSP: true });
    const check = async () => {
      await page.addScriptTag({ content: axe });
      expect(await page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' | ')))")).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
      expect(await page.getAttribute('html', 'dir')).toBe(lang === 'ar' ? 'rtl' : 'ltr');
    };
    await page.goto(`${made.url}?lang=${lang}`);
    await check();
    await page.fill('#email', 'anna@x');
    await page.click('main button');
    await page.waitForSelector('.problems');
    await check();
    for (const name of ['firstName', 'lastName']) await page.fill(`#${name}`, 'Anna');
    await page.fill('#email', 'anna@x.example');
    await page.click('main button');
    await page.waitForURL(/gcm1\./);
    await check();
    await made.change({ enabled: false });
    await page.goto(`${made.url}?lang=${lang}`);
    await check();
    expect(await page.textContent('main')).toContain('Ask Kim');
  }, 60_000);

  test('a learner says who they are, finishes the course, leaves, and goes on where they were by their own address', async () => {
    const made = await linked();
    const context = await browser.newContext({ locale: 'en-GB' });
    const seen = watch(context);
    const page = await context.newPage();
    await page.goto(made.url);
    await page.fill('#firstName', 'Anna');
    await page.fill('#lastName', 'Lee');
    await page.fill('#email', 'anna@x.example');
    await page.click('main button');
    await page.waitForURL(/\/link\/\w+\/[\w-]+\/gcm1\./);
    const own = page.url();
    await page.click('main button');
    const course = await frameWith(page, '/content/');
    await course.click('#pass85');
    await until(made.registrations, ([one]) => one?.registrationSuccess === 'PASSED');
    await page.click('.exit');
    await page.waitForURL(/\/link\//);
    expect(await page.textContent('main')).toContain('Anna Lee');
    await page.goto(own);
    await page.click('main button');
    await frameWith(page, '/content/');
    expect(await made.registrations()).toHaveLength(1);
    expect(seen.errors).toEqual([]);
    expect((await context.cookies()).length).toBe(0);
  }, 60_000);
});
