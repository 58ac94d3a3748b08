import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import { FirstAdministratorLink } from '../../src/administrators/first-administrator-link';
import { Clock } from '../../src/platform/clock';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, watch } from '../support/browser';
import { enterConsole, hasFocus, openPage, settled } from '../support/console-pages';
import { goodPassword } from '../support/consoling';
import { publishSample } from '../support/courses';

const anna = { email: 'anna@vendor.example', password: goodPassword };

/** The code of RFC 6238 for a secret in base 32. */
function codeOf(secret: string, ms: number): string {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(ms / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

inChromium('who may be in the console', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  beforeAll(async () => {
    courseway = await bootCourseway({ BOOTSTRAP_APP_NAME: 'Northwind Training' });
    await publishSample(courseway, 'fire-safety');
    browser = await TestBrowser.open();
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  const newPage = (): Promise<Page> => browser.newPage({ viewport: { width: 1280, height: 900 } });

  it('makes the first administrator by the one-time link, which works once', async () => {
    const link = (await courseway.get(FirstAdministratorLink).run()) ?? '';
    const page = await newPage();
    await page.goto(`${courseway.publicUrl}/console`);
    await page.getByText('There is no administrator yet.').waitFor();
    await page.goto(link);
    await page.getByLabel('Name').fill('Anna Admin');
    await page.getByLabel('Email address').fill(anna.email);
    await page.getByLabel('New password').fill(anna.password);
    await page.getByLabel('The same password again').fill('something else');
    await page.getByRole('button', { name: 'Create and sign in' }).click();
    await page.getByText('The two passwords differ.').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('again');
    await page.getByLabel('The same password again').fill(anna.password);
    await page.getByRole('button', { name: 'Create and sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

    const late = await newPage();
    await late.goto(link);
    await late.getByLabel('Name').fill('Mallory');
    await late.getByLabel('Email address').fill('mallory@example.com');
    for (const label of ['New password', 'The same password again']) await late.getByLabel(label).fill(anna.password);
    await late.getByRole('button', { name: 'Create and sign in' }).click();
    expect(await late.getByRole('alert').textContent()).toMatch(/Reference/);
  });

  it('refuses a wrong password with a reference, and leads back to where one wanted to be, also after a session has ended', async () => {
    const page = await newPage();
    const seen = watch(page.context());
    await page.goto(`${courseway.publicUrl}/console/courses/fire-safety?part=versions`);
    await page.getByLabel('Email address').fill(anna.email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(await page.getByRole('alert').textContent()).toMatch(/Mail address, password or code is wrong.*sign-in-refused.*Reference/);
    await page.getByLabel('Password').fill(anna.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Versions' }).waitFor();
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Destinations' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.waitForURL((url) => url.searchParams.get('then') === '/console/destinations');
    await page.getByLabel('Email address').fill(anna.email);
    await page.getByLabel('Password').fill(anna.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Destinations' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(seen.errors.filter((error) => !/status of 401/.test(error))).toEqual([]);
    expect(seen.requests.filter(({ url }) => /token=|password=/.test(url))).toEqual([]);
  });

  it('lets a viewer look and nothing else', async () => {
    const owner = await newPage();
    await enterConsole(owner, courseway, '/console/administrators', anna);
    await owner.getByRole('button', { name: 'New administrator' }).click();
    await owner.getByLabel('Name', { exact: true }).fill('Vera Viewer');
    await owner.getByLabel('Email address').fill('vera@vendor.example');
    await owner.getByLabel('Northwind Training').selectOption('viewer');
    await owner.getByRole('button', { name: 'Create administrator' }).click();
    const link = (await owner.locator('dialog code').textContent()) ?? '';
    const page = await newPage();
    await page.goto(link);
    await page.getByLabel('New password').fill('umbrella-garden-lamp-4');
    await page.getByLabel('The same password again').fill('umbrella-garden-lamp-4');
    await page.getByRole('button', { name: 'Set password and sign in' }).click();
    await page.getByRole('link', { name: 'Courses', exact: true }).click();
    await page.getByRole('link', { name: 'Sample course' }).waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
    await page.getByRole('link', { name: 'Destinations' }).click();
    await page.getByText('No destinations yet.').waitFor();
    expect(await page.getByRole('button', { name: 'New destination' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Administrators' }).count()).toBe(0);
    await openPage(page, courseway, '/console/credentials');
    await page.getByText('Secrets are for owners of the application.').waitFor();
  });

  it('turns on a second step, asks for its code, and takes a recovery code once the app is lost', async () => {
    const page = await newPage();
    await enterConsole(page, courseway, '/console/account', anna);
    await page.getByRole('button', { name: 'Set up the second step' }).click();
    const secret = (await page.locator('code.secret').textContent()) ?? '';
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    await page.getByLabel('Code from your authenticator app').fill(codeOf(secret, courseway.get(Clock).now()));
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    const codes = await page.locator('.codes code').allTextContents();
    expect(codes.length).toBeGreaterThan(5);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('button', { name: 'Turn off the second step' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Email address').fill(anna.email);
    await page.getByLabel('Password').fill(anna.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const code = page.getByLabel('Code from your authenticator app');
    await code.waitFor();
    expect(await hasFocus(code)).toBe(true);
    await code.fill(codes[0] ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#main h1').waitFor();
    await settled(page);
    await openPage(page, courseway, '/console/account');
    await page.getByRole('button', { name: 'Turn off the second step' }).click();
    await page.getByRole('dialog').getByLabel('Password').fill(anna.password);
    await page.getByRole('dialog').getByRole('button', { name: 'Turn off the second step' }).click();
    await page.getByRole('button', { name: 'Set up the second step' }).waitFor();
  });
});
