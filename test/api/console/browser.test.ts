import type { Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../../support/boot';
import { inChromium, TestBrowser } from '../../support/browser';
import { goodPassword } from '../../support/consoling';
import { TestReceiver } from '../../support/receiver';

const email = 'root@acme.example';
interface Call {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  mode?: 'no-cors';
}
/** What a script in the page gets. */
const callFrom = (page: Page, call: Call) =>
  page.evaluate(async ({ url, ...init }) => {
    const answer = await fetch(url, { credentials: 'include', ...init }).catch((error: unknown) => String(error));
    return typeof answer === 'string' ? { status: answer, text: '' } : { status: answer.status, text: await answer.text() };
  }, call);

inChromium('in a browser', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  let evil: TestReceiver;
  let page: Page;
  let token = '';
  const json = { 'content-type': 'application/json' };
  const signIn = (url: string): Call => ({ url, method: 'POST', headers: json, body: JSON.stringify({ email, password: goodPassword }) });
  beforeAll(async () => {
    courseway = await bootCourseway({ BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: goodPassword });
    evil = await TestReceiver.start();
    browser = await TestBrowser.open();
    page = await browser.newPage();
    await page.goto(`${courseway.publicUrl}/console/sign-in`);
    const answer = await callFrom(page, signIn('/console/api/sign-in'));
    token = (JSON.parse(answer.text) as { token: string }).token;
  });
  afterAll(async () => {
    await browser?.close();
    await evil?.stop();
    await courseway?.close();
  });

  test('the page of the console calls the API by its session, and no script sees the cookie', async () => {
    expect(await page.evaluate('document.cookie')).toBe('');
    const headers = { 'x-console-token': token, 'x-application': courseway.applicationId };
    expect(await callFrom(page, { url: '/api/v2/courses', headers })).toEqual({ status: 200, text: '{"courses":[]}' });
    expect((await callFrom(page, { url: '/api/v2/courses', headers: { 'x-application': courseway.applicationId } })).status).toBe(403);
  });

  test('the policy lets the page call no other origin', async () => {
    expect((await callFrom(page, { url: `${evil.url}/steal` })).status).toMatch(/Failed to fetch/);
  });

  test('a page of another port, or of the origin of courses, reads nothing and changes nothing, though the browser is signed in', async () => {
    const tab = await page.context().newPage();
    for (const place of [`${evil.url.replace('127.0.0.1', 'localhost')}/`, `${courseway.contentUrl}/content/none/x`]) {
      await tab.goto(place);
      for (const call of [{ url: `${courseway.publicUrl}/console/api/session` }, { url: `${courseway.publicUrl}/api/v2/courses`, headers: { 'x-console-token': token, 'x-application': courseway.applicationId } }, signIn(`${courseway.publicUrl}/console/api/sign-in`)])
        expect((await callFrom(tab, call)).status).toMatch(/Failed to fetch/);
      await callFrom(tab, { url: `${courseway.publicUrl}/console/api/sign-out`, method: 'POST', mode: 'no-cors' });
      await tab.evaluate(`const form = Object.assign(document.createElement('form'), { method: 'POST', action: '${courseway.publicUrl}/console/api/sign-out' }); document.body.append(form); form.submit();`);
      await tab.waitForURL(/sign-out/);
      expect(await tab.textContent('body')).toContain('foreign-page');
    }
    expect((await callFrom(page, { url: '/console/api/session' })).status).toBe(200);
  });
});
