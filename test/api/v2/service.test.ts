import { type Booted, bootCourseway } from '../../support/boot';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway.close());

const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` });
const token = async (scope: string) => {
  const answer = await courseway.api('/oauth/authenticate/application/token', {
    method: 'POST', body: new URLSearchParams({ scope }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { access_token: string; expires_in: number; token_type: string };
};

describe('ping and authentication', () => {
  test('answers with a moment and a request id', async () => {
    const answer = await courseway.api('/ping');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toMatch(/.{8}/);
    expect(await answer.json()).toEqual({ apiMessage: expect.any(String), currentTime: expect.stringMatching(/Z$/) });
  });

  test('401 without, with wrong and with unknown credentials, always in the same words', async () => {
    for (const headers of [{ authorization: '' }, basic('TESTAPP', 'wrong-secret'), basic('NOBODY', 'wrong-secret'), { authorization: 'Bearer x.y.z' }]) {
      const answer = await courseway.api('/ping', { headers });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: 'Authorization Required.', code: 'unauthorized' });
    }
  });

  test('a bearer token opens what its scope names and nothing else', async () => {
    const { access_token, expires_in } = await token('read:ping');
    expect(expires_in).toBe(300);
    const bearer = { authorization: `Bearer ${access_token}` };
    expect((await courseway.api('/ping', { headers: bearer })).status).toBe(200);
    expect((await courseway.api('/about', { headers: bearer })).status).toBe(403);
    const broad = { authorization: `Bearer ${(await token('read')).access_token}` };
    expect((await courseway.api('/about', { headers: broad })).status).toBe(200);
    expect((await courseway.api('/oauth/authenticate/application/token', { method: 'POST', headers: broad })).status).toBe(403);
  });

  test('an altered token is 401', async () => {
    const { access_token } = await token('read');
    const parts = access_token.split('.');
    parts[1] = Buffer.from(JSON.stringify({ a: 'TESTAPP', c: 'x', s: ['admin'], exp: 9e9 })).toString('base64url');
    expect((await courseway.api('/ping', { headers: { authorization: `Bearer ${parts.join('.')}` } })).status).toBe(401);
  });

  test('the JSON token endpoint answers a token that works', async () => {
    const expiry = new Date(Date.now() + 600_000).toISOString();
    const answer = await courseway.api('/appManagement/token', { method: 'POST', body: { permissions: { scopes: ['read'] }, expiry } });
    const { result } = (await answer.json()) as { result: string };
    expect((await courseway.api('/ping', { headers: { authorization: `Bearer ${result}` } })).status).toBe(200);
  });

  test('400 names an unknown scope and a wrong expiry', async () => {
    const post = (body: string) =>
      courseway.api('/oauth/authenticate/application/token', { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(await (await post('scope=fly')).json()).toMatchObject({ code: 'scope-unknown', message: expect.stringContaining('[fly]') });
    expect((await post('scope=read&expiration=59')).status).toBe(400);
    expect((await post('')).status).toBe(400);
  });

  test('management credentials do not open other operations', async () => {
    expect((await courseway.api('/ping', { headers: basic('MANAGEMENT', 'test-secret-of-management') })).status).toBe(403);
  });
});

describe('hosts, health and malformed requests', () => {
  test('the API is not on the content host, and the player is not on the public one', async () => {
    const onContent = await fetch(`${courseway.contentUrl}/api/v2/ping`, { headers: basic(courseway.applicationId, courseway.secret) });
    expect(onContent.status).toBe(404);
    expect((await fetch(`${courseway.publicUrl}/content/x/y`)).status).toBe(404);
    expect((await fetch(`${courseway.publicUrl}/play/x`)).status).toBe(404);
  });

  test('livez and readyz answer on both hosts', async () => {
    for (const origin of [courseway.publicUrl, courseway.contentUrl]) for (const path of ['/livez', '/readyz']) expect((await fetch(origin + path)).status).toBe(200);
  });

  test('an unknown route is a JSON 404 with a reference', async () => {
    const answer = await fetch(`${courseway.publicUrl}/api/v2/nothing-here`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'not-found', reference: expect.any(String) });
  });

  test('the bare address is a page in the language of the browser', async () => {
    const answer = await fetch(courseway.publicUrl, { headers: { 'accept-language': 'pt, ar;q=0.8' } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await answer.text()).toMatch(/<html lang="ar" dir="rtl">/);
  });

  test('broken JSON is 400, an oversize body 413', async () => {
    const post = (body: string) => courseway.api('/appManagement/token', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect((await post('{"permissions":')).status).toBe(400);
    expect((await post(`"${'x'.repeat(3_000_000)}"`)).status).toBe(413);
  });
});
