import { createPublicKey } from 'node:crypto';
import { servesItsRows } from '../clients/operations-table';
import { officialClient } from '../clients/official-client';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until, watch } from '../support/browser';
import { importCourse } from '../support/courses';
import { Lti13Platform, type ToolConfiguration } from '../support/lti13-platform';
import { makeScorm12Zip } from '../support/make/course-packages';

let courseway: Booted;
let platform: Lti13Platform;
let count = 0;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  platform = await Lti13Platform.start();
});
beforeEach(() => {
  platform.claims = (payload) => payload;
});
afterAll(async () => {
  await courseway?.close();
  await platform?.close();
});

const call = (operation: string, ...values: unknown[]) => officialClient(courseway).call('DispatchApi', operation, ...values);

/** A destination that knows the platform, and a dispatch that the platform links to; by the official client. */
async function dispatch(data: object = {}): Promise<string> {
  const id = `lti13-${++count}`;
  await importCourse(courseway, id, await makeScorm12Zip());
  await call('createDestinations', { destinations: [{ id, data: { name: 'Platform', lti13Data: platform.data } }] });
  await courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id, data: { destinationId: id, courseId: id, ...data } }] } });
  platform.tool = (await call('getLti13ToolConfigurationSchema', id)).data as unknown as ToolConfiguration;
  platform.target = ((await call('getLti13Dispatch', id)).data as { targetLinkUri: string }).targetLinkUri;
  return id;
}
const registrations = async (id: string) => ((await (await courseway.api(`/registrations?courseId=${id}`)).json()) as { registrations: { learner: object; registrationSuccess: string }[] }).registrations;

/** The learner's browser up to the platform: the state and nonce that we made. */
async function login(): Promise<{ state: string; nonce: string }> {
  const answer = await fetch(platform.loginUrl, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  const { searchParams } = new URL(answer.headers.get('location') ?? '');
  return { state: searchParams.get('state') ?? '', nonce: searchParams.get('nonce') ?? '' };
}
const post = (form: { id_token: string; state: string }) => fetch(platform.tool?.redirectUri ?? '', { method: 'POST', redirect: 'manual', headers: { 'accept-language': 'en' }, body: new URLSearchParams(form) });
async function launch(): Promise<Response> {
  const { state, nonce } = await login();
  return post({ id_token: await platform.idToken(nonce), state });
}

test('the platform is told keys and addresses, which are those of this server', async () => {
  await dispatch();
  const { keys } = (await (await fetch(platform.tool?.jsonWebKeySetUrl ?? '')).json()) as { keys: Record<string, string>[] };
  expect(keys).toMatchObject([{ kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String) }]);
  expect(keys[0]).not.toHaveProperty('d');
  expect(createPublicKey(platform.tool?.publicKey ?? '').export({ format: 'jwk' })).toMatchObject({ n: keys[0]?.['n'] });
  const other = await courseway.otherTenant();
  for (const path of ['destinations', 'dispatches']) expect((await other.api(`/dispatch/${path}/lti13-1/lti13`)).status).toBe(404);
});

test('a launch ends at the address of the dispatch and leads into the course; the learner is known again', async () => {
  const id = await dispatch({ registrationCap: 1 });
  const answer = await launch();
  expect(answer.status).toBe(303);
  const address = new URL(answer.headers.get('location') ?? '');
  expect(address.pathname).toBe(`/api/v2/dispatch/dispatches/${id}/launches`);
  const opened = await call('getLti13DispatchLaunch', id, 'none', address.searchParams.get('jwt') ?? '').catch((error: { status?: number }) => error);
  expect(opened.status).toBe(200); // the client follows the redirect to the player
  const redirect = await fetch(address, { redirect: 'manual' });
  expect([redirect.status, redirect.headers.get('location')?.startsWith(`${courseway.contentUrl}/play/`)]).toEqual([302, true]);
  for (const wrong of [`${address.href}x`, address.href.replace(id, 'lti13-1')]) expect((await fetch(wrong, { redirect: 'manual' })).status).toBe(403);
  expect((await launch()).status).toBe(303);
  expect(await registrations(id)).toMatchObject([{ learner: { id: 'anna', firstName: 'Anna', lastName: 'Lee' } }]);
  platform.learner = { ...platform.learner, sub: 'ben' };
  expect((await launch()).status).toBe(403); // all seats are taken
  platform.learner = { ...platform.learner, sub: 'anna' };
});

const claim = (name: string) => `https://purl.imsglobal.org/spec/lti/claim/${name}`;
test.each<[string, Record<string, unknown>, number]>([
  ['another issuer', { iss: 'https://other.example' }, 401], ['another audience', { aud: 'client-2' }, 401], ['several audiences and another authorised party', { aud: ['client-1', 'x'], azp: 'x' }, 401],
  ['an old token', { iat: 1_700_000_000, exp: 1_700_000_300 }, 401], ['a token that lives on and was made long ago', { iat: Math.floor(Date.now() / 1000) - 3600, exp: Math.floor(Date.now() / 1000) + 3600 }, 401],
  ['another nonce', { nonce: 'x' }, 401], ['no nonce', { nonce: undefined }, 401], ['another deployment', { [claim('deployment_id')]: 'd2' }, 401], ['another version', { [claim('version')]: '1.2.0' }, 401],
  ['another message', { [claim('message_type')]: 'LtiSubmissionReviewRequest' }, 401], ['nobody', { sub: '' }, 403], ['a link to nothing of ours', { [claim('target_link_uri')]: 'https://x.example/' }, 404],
])('%s does not get in', async (_, changes, status) => {
  const id = await dispatch();
  platform.claims = (payload) => JSON.parse(JSON.stringify({ ...payload, ...changes })) as typeof payload;
  const answer = await launch();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
  expect(await registrations(id)).toEqual([]);
});

test('a link to a dispatch of another destination, a used answer, a forged or foreign state and an altered token do not get in', async () => {
  await dispatch();
  const foreign = platform.target;
  const id = await dispatch();
  const { state, nonce } = await login();
  const token = await platform.idToken(nonce);
  const [head = '', body = '', signature = ''] = token.split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  for (const form of [{ id_token: token, state: `${state}x` }, { id_token: token, state: '' }, { id_token: `${head}.${body}x.${signature}`, state }, { id_token: `${none}.${body}.`, state }, { id_token: '', state }]) expect((await post(form)).status).toBe(401);
  expect((await post({ id_token: token, state })).status).toBe(303);
  expect((await post({ id_token: token, state })).status).toBe(401);
  platform.target = foreign;
  expect((await launch()).status).toBe(404);
  expect(await registrations(id)).toHaveLength(1);
});

test('a login for another issuer or client, or without a hint, goes nowhere', async () => {
  await dispatch();
  for (const change of [{ iss: 'https://other.example' }, { client_id: 'x' }, { login_hint: '' }]) {
    const url = new URL(platform.loginUrl);
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(401);
  }
  const unknown = platform.loginUrl.replace(/1\.3\/\w+/, `1.3/${'0'.repeat(26)}`);
  expect((await fetch(unknown, { redirect: 'manual' })).status).toBe(404);
});

test('a platform may change its keys, and one whose keys cannot be had is told of as away', async () => {
  await dispatch();
  expect((await launch()).status).toBe(303);
  await platform.renewKeys();
  expect((await launch()).status).toBe(303);
  await call('setDestination', `lti13-${count}`, { lti13Data: { ...platform.data, jsonWebKeySetUrl: 'http://127.0.0.1:1/keys' } });
  const answer = await launch();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
});

inChromium('in a platform', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.open();
  });
  afterAll(() => browser?.close());

  test('the course runs in the frame of the platform, the score arrives, and Exit leads back', async () => {
    const id = await dispatch();
    const context = await browser.newContext();
    const seen = watch(context);
    const page = await context.newPage();
    await page.goto(`${platform.address}/launch`);
    const course = await frameWith(page, '/content/');
    await course.click('#pass85');
    await until(async () => (await registrations(id))[0]?.registrationSuccess, (success) => success === 'PASSED');
    const score = await until(() => platform.scores.at(-1), Boolean);
    expect(score).toMatchObject({ path: '/lineitems/7/scores?type=x', userId: 'anna', scoreGiven: 85, scoreMaximum: 100, activityProgress: 'Completed', gradingProgress: 'FullyGraded' });
    expect([platform.faults, seen.errors]).toEqual([[], []]);
    await (await frameWith(page, '/play/')).click('.exit');
    await (await frameWith(page, '/returned')).waitForSelector('h1');
  }, 90_000);
});

servesItsRows(__filename);
