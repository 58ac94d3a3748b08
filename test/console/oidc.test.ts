import type { Page } from 'playwright-core';
import { type Booted, bootCourseway, freePort } from '../support/boot';
import { inChromium, TestBrowser, watch } from '../support/browser';
import { administrator as anna, settled, violations, withAdministrator } from '../support/console-pages';
import { Browsing } from '../support/consoling';
import { TestOidc } from '../support/oidc';

inChromium('signing in by a provider', () => {
  let courseway: Booted;
  let oidc: TestOidc;
  let browser: TestBrowser;
  beforeAll(async () => {
    const port = String(await freePort());
    oidc = await TestOidc.make(`http://localhost:${port}`);
    await oidc.up();
    courseway = await bootCourseway({ PORT: port, ...withAdministrator, ...oidc.variables, OIDC_PASSWORDS: 'owners', OIDC_GROUPS: '{"trainers":{"*":"author"}}' });
    browser = await TestBrowser.open();
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser?.close();
    await oidc?.down();
    await courseway?.close();
  });

  async function newPage(look: { colorScheme?: 'dark'; width?: number } = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: look.width ?? 1280, height: 900 }, ...(look.colorScheme && { colorScheme: look.colorScheme }) });
    await page.context().route((url) => !['localhost', '127.0.0.1'].includes(url.hostname), (route) => route.abort()); // the provider's page wants a font from elsewhere
    return page;
  }
  const toProvider = (page: Page) => page.getByRole('link', { name: 'Sign in with Acme Account' }).click();
  async function proveThere(page: Page, login: string): Promise<void> {
    await page.waitForURL((url) => url.origin === oidc.issuer);
    await page.getByPlaceholder('Enter any login').fill(login);
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
  }

  it('leads to the provider and back to the wanted page, and knows who it is by the cookie alone', async () => {
    oidc.people.set('tina', { email: 'tina@vendor.example', email_verified: true, name: 'Tina Trainer', groups: ['trainers'] });
    const page = await newPage();
    const seen = watch(page.context());
    await page.goto(`${courseway.publicUrl}/console/account`);
    await toProvider(page);
    await proveThere(page, 'tina');
    await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
    await settled(page);
    expect(page.url()).toBe(`${courseway.publicUrl}/console/account`);
    await page.getByText('Northwind Training: Author').waitFor();
    expect([await page.getByRole('button', { name: 'Change password' }).count(), await page.getByRole('button', { name: 'Set up the second step' }).count()]).toEqual([0, 0]);
    expect(await violations(page)).toEqual([]);
    const cookies = await page.context().cookies(courseway.publicUrl);
    expect(cookies.map(({ name, sameSite, httpOnly }) => [name, sameSite, httpOnly])).toEqual([['courseway_console', 'Strict', true]]);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in with Acme Account' }).waitFor();
    expect(seen.errors.filter((error) => !/status of 401|favicon|fonts|ERR_FAILED/.test(error))).toEqual([]);
  });

  it.each([{}, { colorScheme: 'dark' as const, width: 390 }])('says why somebody is here again, with a reference, and lets them try again: %j', async (look) => {
    oidc.people.set('nina', { email: 'nina@vendor.example', email_verified: true, name: 'Nina Nobody', groups: [] });
    const page = await newPage(look);
    await page.goto(`${courseway.publicUrl}/console/courses`);
    await page.getByRole('link', { name: 'Sign in with Acme Account' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await toProvider(page);
    await proveThere(page, 'nina');
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toMatch(/have no access to this console.*provider-no-access.*Reference [a-z0-9]{10,}/i);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await violations(page)).toEqual([]);
    if (process.env['SCREENSHOTS']) await page.screenshot({ path: `${process.env['SCREENSHOTS']}/refused-${look.width ?? 1280}.png` });
    oidc.people.set('nina', { email: 'nina@vendor.example', email_verified: true, groups: ['trainers'] });
    await toProvider(page); // who she is there is known by now
    await page.getByRole('heading', { level: 1, name: 'Courses' }).waitFor();
  });

  it('shows no words but its own in an address that somebody made up', async () => {
    const page = await newPage();
    await page.goto(`${courseway.publicUrl}/console/sign-in?refused=call-this-number&reference=${encodeURIComponent('+49 900 1234 <b>now</b>')}`);
    expect(await page.getByRole('alert').textContent()).toMatch(/^Signing in did not work.*call-this-number$/);
  });

  it('owners still have their passwords; nobody else has one any more', async () => {
    const page = await newPage();
    await page.goto(`${courseway.publicUrl}/console`);
    await page.getByText('Sign in with a password (owners of the installation)').click();
    await page.getByLabel('Email address').fill(anna.email);
    await page.getByLabel('Password').fill(anna.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#main h1').waitFor();
    await page.goto(`${courseway.publicUrl}/console/administrators`);
    await settled(page);
    expect(await page.getByRole('row', { name: /Tina Trainer/ }).textContent()).toMatch(/by groups.*Author.*Delete$/);
    expect(await page.getByRole('row', { name: /Tina Trainer/ }).getByRole('button').allTextContents()).toEqual(['Delete']);
    expect(await violations(page)).toEqual([]);

    const owner = Object.assign(new Browsing(courseway), { application: courseway.applicationId });
    await owner.signIn(anna.email);
    const made = await owner.console('/administrators', { body: { name: 'Ivo Invited', email: 'ivo@vendor.example', roles: { TESTAPP: 'viewer' } } });
    expect(made.body['link']).toBe(`${courseway.publicUrl}/console`);
    const second = await owner.console('/administrators', { body: { name: 'Olaf Owner', email: 'olaf@vendor.example', installation: true } });
    await owner.console(`/administrators/${second.body['id']}`, { method: 'PUT', body: { installation: false } });
    const late = await new Browsing(courseway).console('/invited', { body: { token: String(second.body['link']).split('/').at(-1), password: anna.password } });
    expect(late).toMatchObject({ status: 403, body: { code: 'password-off', message: expect.stringContaining('Acme Account') } });

    oidc.people.set('ivo', { email: 'ivo@vendor.example', email_verified: true });
    const other = await newPage();
    await other.goto(String(made.body['link']));
    await toProvider(other);
    await proveThere(other, 'ivo');
    await other.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });
});
