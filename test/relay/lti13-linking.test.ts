import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until, watch } from '../support/browser';
import { importCourse } from '../support/courses';
import { moveClock } from '../support/dispatching';
import { Lti13Platform, type ToolConfiguration } from '../support/lti13-platform';
import { makeScorm12Zip } from '../support/make/course-packages';

let courseway: Booted;
let platform: Lti13Platform;
let count = 0;
beforeEach(async () => {
  platform = await Lti13Platform.start();
});
afterEach(() => platform.close());
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  await importCourse(courseway, 'fire', await makeScorm12Zip({ title: 'Fire safety <1>' }));
  await importCourse(courseway, 'first-aid', await makeScorm12Zip({ title: 'First aid' }));
});
afterAll(() => courseway?.close());

const ask = async (path: string, init: { method?: string; body?: unknown } = {}) => courseway.api(path, init);
async function destination(lti13Data?: object): Promise<string> {
  const id = `linking-${++count}`;
  await ask('/dispatch/destinations', { method: 'POST', body: { destinations: [{ id, data: { name: `Academy ${count}`, ...(lti13Data ? { lti13Data } : {}) } }] } });
  const dispatches = ['fire', 'first-aid'].map((courseId) => ({ id: `${id}-${courseId}`, data: { destinationId: id, courseId } }));
  await ask('/dispatch/dispatches', { method: 'POST', body: { dispatches: [...dispatches] } });
  platform.tool = (await (await ask(`/dispatch/destinations/${id}/lti13`)).json()) as ToolConfiguration;
  return id;
}

/** The browser's way up to our answer, without a browser. */
async function message(settings?: object): Promise<Response> {
  platform.claims = platform.deepLinking(settings);
  const login = await fetch(platform.loginUrl, { redirect: 'manual' });
  const { searchParams } = new URL(login.headers.get('location') ?? '');
  const form = new URLSearchParams({ id_token: await platform.idToken(searchParams.get('nonce') ?? ''), state: searchParams.get('state') ?? '' });
  return fetch(platform.tool?.redirectUri ?? '', { method: 'POST', body: form, redirect: 'manual', headers: { 'accept-language': 'en' } });
}
const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

describe('deep linking', () => {
  test('offers what can be launched, by title, framed by the platform alone', async () => {
    const id = await destination(platform.data);
    const page = await message();
    const html = await page.text();
    expect([page.status, html.match(/name="dispatch"/g)?.length, html.includes('Fire safety &lt;1&gt;'), html.indexOf('Fire') < html.indexOf('First')]).toEqual([200, 2, true, true]);
    expect(page.headers.get('content-security-policy')).toContain(`frame-ancestors ${platform.address}`);
    await ask(`/dispatch/dispatches/${id}-fire/enabled`, { method: 'PUT', body: { enabled: false } });
    expect((await (await message()).text()).match(/name="dispatch"/g)).toHaveLength(1);
  });

  test.each<[string, object]>([['a platform that takes no such links', { accept_types: ['file'] }], ['an address to return to that is none', { deep_link_return_url: 'javascript:alert(1)' }], ['no address to return to', { deep_link_return_url: undefined }], ['data without end', { data: 'x'.repeat(20_000) }]])('%s is refused', async (_, settings) => {
    await destination(platform.data);
    expect((await message(settings)).status).toBe(401);
  });

  test('a choice is for its destination and half an hour', async () => {
    await destination(platform.data);
    const foreign = hidden(await (await message()).text(), 'dispatch');
    await destination(platform.data);
    const html = await (await message()).text();
    const action = `${courseway.publicUrl}${/action="([^"]*links)"/.exec(html)?.[1]}`;
    const choose = (form: Record<string, string>) => fetch(action, { method: 'POST', body: new URLSearchParams(form) }).then(({ status }) => status);
    const token = hidden(html, 'token');
    expect([await choose({ token, dispatch: foreign }), await choose({ token: `${token}x`, dispatch: foreign }), await choose({ token, dispatch: hidden(html, 'dispatch') })]).toEqual([404, 401, 200]);
    const back = moveClock(courseway, 31 * 60_000);
    expect(await choose({ token, dispatch: hidden(html, 'dispatch') })).toBe(401);
    back();
  });
});

describe('dynamic registration', () => {
  const invite = async (id: string) => ((await (await ask(`/dispatch/destinations/${id}/lti13/registration`, { method: 'POST' })).json()) as { url: string }).url;
  const at = (url: string, q: Record<string, string> = {}) => `${url}?${new URLSearchParams({ openid_configuration: `${platform.address}/.well-known/openid-configuration`, registration_token: 'let-me-in', ...q })}`;
  const register = async (url: string, q: Record<string, string> = {}) => {
    const form = { openid_configuration: `${platform.address}/.well-known/openid-configuration`, registration_token: 'let-me-in', ...q };
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers: { 'accept-language': 'en' } });
    return { status: answer.status, html: await answer.text() };
  };
  const known = async (id: string) => ((await (await ask(`/dispatch/destinations/${id}`)).json()) as { lti13Data?: Record<string, string> }).lti13Data;

  test('makes both known to each other; the invitation works once, and a GET does nothing', async () => {
    const id = await destination();
    const url = await invite(id);
    const page = await fetch(at(url), { headers: { 'accept-language': 'en' } });
    expect([page.status, page.headers.get('content-security-policy')?.includes(`frame-ancestors ${platform.address}`), platform.registered.length]).toEqual([200, true, 0]);
    expect((await register(url)).status).toBe(200);
    expect(platform.registered).toEqual([expect.objectContaining({ redirect_uris: [platform.tool?.redirectUri], jwks_uri: platform.tool?.jsonWebKeySetUrl, initiate_login_uri: platform.tool?.oidcLoginInitiationsUrl })]);
    expect(await known(id)).toEqual({
      clientId: 'client-of-registration', deploymentId: 'd1', platformIssuerIdentifier: platform.address, oidcAuthorizationEndpoint: `${platform.address}/authorize`, jsonWebKeySetUrl: `${platform.address}/keys`, accessTokenUrl: `${platform.address}/token`,
    });
    expect([(await register(url)).status, platform.registered.length]).toEqual([400, 1]);
    platform.become('client-of-registration');
    expect((await message()).status).toBe(200);
  });

  test('a platform that names no deployment is held to the one it launches with first', async () => {
    const id = await destination();
    platform.tellsDeployment = false;
    expect((await register(await invite(id))).status).toBe(200);
    platform.become('client-of-registration');
    expect([(await message()).status, (await known(id))?.['deploymentId']]).toEqual([200, 'd1']);
    const claims = platform.deepLinking();
    Object.defineProperty(platform, 'deepLinking', { value: () => (payload: Parameters<typeof claims>[0]) => ({ ...claims(payload), 'https://purl.imsglobal.org/spec/lti/claim/deployment_id': 'd2' }) });
    expect((await message()).status).toBe(401);
  });

  test('faults are told in words, change nothing, and may be mended with the same invitation', async () => {
    const id = await destination();
    const url = await invite(id);
    for (const [change, words] of [
      [{ registration_token: 'wrong' }, 'answered 400'], [{ openid_configuration: 'nonsense' }, 'openid_configuration'], [{ openid_configuration: `${platform.address}/nothing` }, 'answered 404'],
      [{ openid_configuration: 'http://10.0.0.1/x' }, '10.0.0.1'], [{ openid_configuration: 'http://127.0.0.1:1/' }, 'failed'],
    ] as const) {
      const { status, html } = await register(url, change);
      expect([words, status, html.includes(words)]).toEqual([words, 400, true]);
    }
    platform.describe = (own) => ({ ...own, issuer: 'https://elsewhere.example' });
    expect((await register(url)).html).toContain('elsewhere.example');
    platform.describe = () => ({ issuer: platform.address });
    expect((await register(url)).html).toContain('registration_endpoint');
    expect([await known(id), platform.registered.length]).toEqual([undefined, 0]);
    platform.describe = (own) => own;
    expect((await register(url)).status).toBe(200);
  });

  test('an invitation ends after a week, with its destination, and is one tenant’s own', async () => {
    const id = await destination();
    const url = await invite(id);
    expect((await register(`${url}x`)).html).toContain('no invitation of this server');
    expect((await (await courseway.otherTenant()).api(`/dispatch/destinations/${id}/lti13/registration`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(url)).status).toBe(400); // opened by hand, without a platform
    const back = moveClock(courseway, 8 * 86_400_000);
    expect((await register(url)).html).toContain('has expired');
    back();
    await ask(`/dispatch/destinations/${id}`, { method: 'DELETE' });
    expect((await register(url)).html).toContain('does not exist');
  });
});

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Of every frame of the page that axe reaches. */
async function faultsIn(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const frame of page.frames().slice(1)) {
    await frame.evaluate(axe);
    faults.push(...(await frame.evaluate(async () => ((await (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }).axe.run()).violations.map(({ id }) => id)))));
  }
  return faults;
}

inChromium('in a platform', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.open();
  });
  afterAll(() => browser?.close());

  test('a teacher chooses a course in a frame, and the platform gets a link that launches', async () => {
    await destination(platform.data);
    platform.claims = platform.deepLinking();
    const context = await browser.newContext();
    const seen = watch(context);
    const page = await context.newPage();
    await page.goto(`${platform.address}/launch`);
    const choice = await frameWith(page, '/lti/1.3/');
    await choice.waitForSelector('button.minor');
    expect(await faultsIn(page)).toEqual([]);
    await choice.click('button:has-text("First aid")');
    await (await frameWith(page, '/linked')).waitForSelector('h1');
    const [link] = await until(() => platform.linked, (all) => all.length > 0);
    expect(link).toMatchObject({
      'https://purl.imsglobal.org/spec/lti/claim/message_type': 'LtiDeepLinkingResponse', 'https://purl.imsglobal.org/spec/lti/claim/deployment_id': 'd1', 'https://purl.imsglobal.org/spec/lti-dl/claim/data': 'csrf 7&é',
      'https://purl.imsglobal.org/spec/lti-dl/claim/content_items': [{ type: 'ltiResourceLink', title: 'First aid', url: expect.stringContaining('/lti/1.3/dispatches/'), lineItem: { scoreMaximum: 100, label: 'First aid' } }],
    });
    platform.claims = (payload) => payload;
    const items = (link?.['https://purl.imsglobal.org/spec/lti-dl/claim/content_items'] ?? []) as { url: string }[];
    platform.target = items[0]?.url ?? '';
    await page.goto(`${platform.address}/launch`);
    await (await frameWith(page, '/content/')).waitForSelector('#pass85');
    expect([platform.faults, seen.errors]).toEqual([[], []]);
  }, 90_000);

  test('an administrator connects a platform in a frame of it', async () => {
    const id = await destination();
    const url = ((await (await ask(`/dispatch/destinations/${id}/lti13/registration`, { method: 'POST' })).json()) as { url: string }).url;
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${platform.address}/returned`);
    const framed = `${url}?${new URLSearchParams({ openid_configuration: `${platform.address}/.well-known/openid-configuration`, registration_token: 'let-me-in' })}`;
    await page.evaluate(`addEventListener('message', (event) => (document.title = String(event.data.subject)));
      document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(framed)}, title: 'Tool', width: 800, height: 600 }))`);
    const frame = await frameWith(page, '/lti/1.3/register/');
    await frame.click('main form button');
    await frame.waitForSelector('h1:has-text("Connected")');
    await until(() => page.title(), (title) => title === 'org.imsglobal.lti.close');
    expect(await faultsIn(page)).toEqual([]);
  }, 90_000);
});
