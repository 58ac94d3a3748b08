import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { type Booted, bootCourseway } from '../../support/boot';
import { hour, moveClock } from '../../support/dispatching';
import { makeScorm12Zip } from '../../support/make/course-packages';
import { TestReceiver } from '../../support/receiver';
import { until } from '../../support/browser';
import { type Call, callsOf, callsWith, type ShownLaunch, uploadOf } from '../../support/sessions';

let courseway: Booted;
let call: Call;
const management = { authorization: `Basic ${Buffer.from('MANAGEMENT:test-secret-of-management').toString('base64')}` };
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.0/8' });
  call = await callsOf(courseway);
  expect((await call('POST', '/packages', uploadOf(await makeScorm12Zip(), { package_id: 'course' }))).status).toBe(201);
}, 60_000);
afterAll(() => courseway?.close());

const told = ({ status, body }: { status: number; body: unknown }) => [status, (body as { code?: string } | undefined)?.code];
interface ShownKey {
  id: string;
  key: string;
  start: string;
  tenant_id: string;
}
const withKey = (key: string) => callsWith(courseway, { 'x-api-key': key });

describe('keys', () => {
  test('application management makes the first one; it is shown once, and works in either header', async () => {
    const manage = callsWith(courseway, management);
    const made = await manage<ShownKey>('POST', '/admin/api-keys', { tenant_id: courseway.applicationId, name: 'LMS', scopes: ['read', 'write'], expires_in_days: 30 });
    expect([made.status, made.body]).toEqual([201, expect.objectContaining({ key: expect.stringMatching(/^cw_live_[\w-]{56}$/), tenant_id: courseway.applicationId, expires_at: expect.any(String), scopes: ['read', 'write'] })]);
    const listed = await manage<{ api_keys: ShownKey[] }>('GET', `/admin/api-keys?tenant_id=${courseway.applicationId}`);
    expect(JSON.stringify(listed.body)).not.toContain(made.body.key);
    expect(listed.body.api_keys.find(({ id }) => id === made.body.id)).toMatchObject({ start: made.body.key.slice(0, 12) });
    for (const headers of [{ 'x-api-key': made.body.key }, { authorization: `Bearer ${made.body.key}` }]) expect((await callsWith(courseway, headers as unknown as Record<string, string>)('GET', '/packages')).status).toBe(200);
    expect(told(await manage('POST', '/admin/api-keys', { name: 'x', scopes: ['read'] }))).toEqual([400, 'INVALID_REQUEST']);
    expect(told(await manage('POST', '/admin/api-keys', { tenant_id: 'nobody', name: 'x', scopes: ['read'] }))).toEqual([404, 'TENANT_NOT_FOUND']);
    expect(told(await manage('GET', '/packages'))).toEqual([401, 'UNAUTHORIZED']);
    expect(told(await callsWith(courseway, { authorization: `Basic ${Buffer.from(`${courseway.applicationId}:${courseway.secret}`).toString('base64')}` })('GET', '/admin/api-keys'))).toEqual([403, 'FORBIDDEN']);
  });

  test('write opens what read opens, and admin everything', async () => {
    const [read, write, admin] = [await callsOf(courseway, { scopes: ['read'] }), await callsOf(courseway, { scopes: ['write'] }), call];
    const calls: [string, string, unknown, number[]][] = [
      ['GET', '/packages', undefined, [200, 200, 200]], ['GET', '/sessions', undefined, [200, 200, 200]], ['GET', '/webhooks', undefined, [200, 200, 200]], ['POST', '/packages/course/launch', { user_id: 'anna', session_id: 'scopes' }, [403, 201, 200]],
      ['POST', '/webhooks', {}, [403, 400, 400]], ['PUT', '/sessions/nothing', { version: 0 }, [403, 404, 404]], ['DELETE', '/packages/nothing', undefined, [403, 403, 404]], ['DELETE', '/webhooks/nothing', undefined, [403, 403, 404]],
      ['GET', '/admin/api-keys', undefined, [403, 403, 200]], ['POST', '/admin/api-keys', { tenant_id: 'another', name: 'x', scopes: ['read'] }, [403, 403, 403]], ['POST', '/sessions/external', {}, [403, 400, 400]],
    ];
    for (const [method, path, body, wanted] of calls) {
      const seen: number[] = [];
      for (const one of [read, write, admin]) seen.push((await one(method, path, body)).status);
      expect([method, path, ...seen]).toEqual([method, path, ...wanted]);
    }
    expect(told(await read('PUT', '/sessions/scopes', { version: 0 }))).toEqual([403, 'INSUFFICIENT_SCOPES']);
    expect(told(await admin('POST', '/admin/api-keys', { tenant_id: 'another', name: 'x', scopes: ['read'] }))).toEqual([403, 'TENANT_MISMATCH']);
    expect(told(await admin('POST', '/packages/course/launch', { tenant_id: 'another', user_id: 'anna' }))).toEqual([403, 'TENANT_MISMATCH']);
  });

  test('none, a wrong one, a revoked one and an expired one open nothing', async () => {
    expect(told(await callsWith(courseway, {})('GET', '/sessions'))).toEqual([401, 'UNAUTHORIZED']);
    const wrong = await withKey('cw_live_wrong')('GET', '/sessions');
    expect(told(wrong)).toEqual([401, 'INVALID_API_KEY']);
    expect(wrong.body).toMatchObject({ error: { code: 'INVALID_API_KEY', message: expect.any(String) }, message: expect.any(String), reference: expect.any(String) });
    const { body: made } = await call<ShownKey>('POST', '/admin/api-keys', { name: 'short', scopes: ['read'], expires_in_days: 1 });
    expect((await withKey(made.key)('GET', '/sessions')).status).toBe(200);
    const back = moveClock(courseway, 25 * hour);
    const expired = await withKey(made.key)('GET', '/sessions');
    back();
    expect(told(expired)).toEqual([401, 'EXPIRED_API_KEY']);
    expect((await call('DELETE', `/admin/api-keys/${made.id}`)).status).toBe(204);
    expect(told(await withKey(made.key)('GET', '/sessions'))).toEqual([401, 'INVALID_API_KEY']);
    expect(told(await call('DELETE', `/admin/api-keys/${made.id}`))).toEqual([404, 'API_KEY_NOT_FOUND']);
  });

  test('of another tenant cannot be seen or revoked; every answer tells what is left of the minute', async () => {
    const other = await courseway.otherTenant();
    const { body: theirs } = await callsWith(courseway, management)<ShownKey>('POST', '/admin/api-keys', { tenant_id: other.applicationId, name: 'theirs', scopes: ['admin'] });
    expect(told(await call('DELETE', `/admin/api-keys/${theirs.id}`))).toEqual([404, 'API_KEY_NOT_FOUND']);
    const hook = await call<{ id: string }>('POST', '/webhooks', { url: 'https://receiver.example/', event_type: 'session.completed' });
    expect(told(await withKey(theirs.key)('DELETE', `/webhooks/${hook.body.id}`))).toEqual([404, 'WEBHOOK_NOT_FOUND']);
    const { headers } = await withKey(theirs.key)('GET', '/webhooks');
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeLessThan(Number(headers.get('x-ratelimit-limit')));
    expect(Math.abs(Number(headers.get('x-ratelimit-reset')) - Date.now() / 1000)).toBeLessThan(120);
    expect(told(await withKey(theirs.key)('GET', '/no/such/route'))).toEqual([404, 'NOT_FOUND']);
    expect((await callsWith(courseway, {})('GET', '/health')).body).toMatchObject({ status: 'ok' });
  });
});

describe('users of another system', () => {
  const issuer = 'https://idp.example';
  const body = (token: string, more: object = {}) => ({ token, package_id: 'course', ...more });
  const signed = (claims: object, { alg = 'HS256', key, exp = '5m', from = issuer, kid }: { alg?: string; key: Parameters<SignJWT['sign']>[0]; exp?: string | number; from?: string; kid?: string }) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg, ...(kid && { kid }) }).setIssuer(from).setExpirationTime(exp).sign(key);
  const secret = 'a shared secret of more than 32 characters';
  const bytes = new TextEncoder().encode(secret);

  test('come in by a token of the trusted issuer, under its sub', async () => {
    const trusting = await callsOf(courseway, { scopes: ['write'], trustedIssuer: { issuer, audience: 'courseway', sharedSecret: secret } });
    const good = await signed({ sub: 'external-1', aud: 'courseway', given_name: 'Ada', family_name: 'Lovelace' }, { key: bytes });
    const made = await trusting<ShownLaunch & { launch_token: string }>('POST', '/sessions/external', body(good, { session_id: 'ext-1', launch_token_ttl_seconds: 60 }));
    expect([made.status, made.body]).toEqual([201, expect.objectContaining({ session_id: 'ext-1', user_id: 'external-1', expires_in_seconds: 60 })]);
    expect(made.body.launch_url).toContain(made.body.launch_token);
    expect((await fetch(made.body.launch_url, { redirect: 'manual' })).status).toBe(303);
    expect((await (await courseway.api('/registrations/ext-1')).json()) as object).toMatchObject({ learner: { id: 'external-1', firstName: 'Ada', lastName: 'Lovelace' } });
    const past = Math.floor(Date.now() / 1000) - 300;
    const other = await generateKeyPair('RS256');
    const bad: Record<string, string> = {
      'another issuer': await signed({ sub: 'x', aud: 'courseway' }, { key: bytes, from: 'https://evil.example' }), expired: await signed({ sub: 'x', aud: 'courseway' }, { key: bytes, exp: past }), 'another audience': await signed({ sub: 'x', aud: 'elsewhere' }, { key: bytes }),
      'another secret': await signed({ sub: 'x', aud: 'courseway' }, { key: new TextEncoder().encode(`${secret}!`) }), 'another algorithm': await signed({ sub: 'x', aud: 'courseway' }, { alg: 'HS512', key: new TextEncoder().encode(secret.repeat(2)) }),
      'a public key': await signed({ sub: 'x', aud: 'courseway' }, { alg: 'RS256', key: other.privateKey }), 'no signature': new UnsecuredJWT({ sub: 'x', aud: 'courseway' }).setIssuer(issuer).setExpirationTime('5m').encode(),
      'no user': await signed({ aud: 'courseway' }, { key: bytes }), 'no end': await new SignJWT({ sub: 'x', aud: 'courseway' }).setProtectedHeader({ alg: 'HS256' }).setIssuer(issuer).sign(bytes), altered: `${good.slice(0, -4)}AAAA`, 'no token': 'x.y.z',
    };
    for (const [why, token] of Object.entries(bad)) expect([why, ...told(await trusting('POST', '/sessions/external', body(token)))]).toEqual([why, 401, 'UNAUTHORIZED']);
    expect(told(await trusting('POST', '/sessions/external', { token: good, package_id: 'nothing' }))).toEqual([404, 'PACKAGE_NOT_FOUND']);
    expect(told(await call('POST', '/sessions/external', body(good)))).toEqual([403, 'FORBIDDEN']);
  });

  test('by a public key, given or published; a key that is not the issuer’s does not do', async () => {
    const [ours, strange] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
    const pem = await callsOf(courseway, { scopes: ['write'], trustedIssuer: { issuer, publicKey: await exportSPKI(ours.publicKey) } });
    expect((await pem('POST', '/sessions/external', body(await signed({ sub: 'pem-1' }, { alg: 'RS256', key: ours.privateKey })))).status).toBe(201);
    const confused = new TextEncoder().encode(await exportSPKI(ours.publicKey));
    for (const token of [await signed({ sub: 'x' }, { alg: 'RS256', key: strange.privateKey }), await signed({ sub: 'x' }, { alg: 'HS256', key: confused })]) expect(told(await pem('POST', '/sessions/external', body(token)))).toEqual([401, 'UNAUTHORIZED']);
    const keys = { keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
    const published = await TestReceiver.start((response) => response.end(JSON.stringify(keys)));
    const jwks = await callsOf(courseway, { scopes: ['write'], trustedIssuer: { issuer, jwksUri: published.url } });
    expect((await jwks('POST', '/sessions/external', body(await signed({ sub: 'jwks-1' }, { alg: 'RS256', key: ours.privateKey, kid: 'k1' })))).status).toBe(201);
    expect(told(await jwks('POST', '/sessions/external', body(await signed({ sub: 'x' }, { alg: 'RS256', key: strange.privateKey, kid: 'k1' }))))).toEqual([401, 'UNAUTHORIZED']);
    await published.stop();
  });

  test.each([
    [{ issuer, jwks_uri: 'https://x.example/k', shared_secret: secret }, 'trusted_issuer'],
    [{ issuer }, 'trusted_issuer'],
    [{ issuer, shared_secret: 'short' }, 'trusted_issuer.shared_secret'],
    [{ issuer, public_key: 'no key' }, 'trusted_issuer.public_key'],
    [{ issuer, public_key: '{"kty":"oct","k":"c2VjcmV0"}' }, 'trusted_issuer.public_key'],
    [{ issuer: '', shared_secret: secret }, 'trusted_issuer.issuer'],
  ])('a key that trusts %j is refused at %s', async (trusted, place) => {
    const refused = await call<{ message: string }>('POST', '/admin/api-keys', { name: 'x', scopes: ['write'], trusted_issuer: trusted });
    expect([refused.status, refused.body.message.split(':')[0]]).toEqual([400, place]);
  });
});

describe('packages', () => {
  test('a package that is none is told, and nothing of it can be launched', async () => {
    const broken = await call('POST', '/packages', uploadOf('this is no zip', { package_id: 'broken' }));
    expect([broken.status, broken.body]).toEqual([201, expect.objectContaining({ package_id: 'broken', status: 'failed', launchable: false, error: expect.stringMatching(/\w/) })]);
    expect((await call('GET', '/packages/broken')).body).toMatchObject({ status: 'failed', title: null });
    expect(told(await call('POST', '/packages/broken/launch', { user_id: 'anna' }))).toEqual([404, 'PACKAGE_NOT_FOUND']);
    const empty = new FormData();
    empty.append('uploaded_by', 'x');
    expect(told(await call('POST', '/packages', empty))).toEqual([400, 'MISSING_FILE']);
    expect(told(await call('POST', '/packages', { file: 'x' }))).toEqual([400, 'INVALID_REQUEST']);
    expect(told(await call('POST', '/packages', uploadOf(await makeScorm12Zip(), { tenant_id: 'another' })))).toEqual([403, 'TENANT_MISMATCH']);
  });

  test('a new version keeps the sessions there are on the old one; lists page; deletion takes the sessions along', async () => {
    for (const id of ['p1', 'p2', 'p3']) await call('POST', '/packages', uploadOf(await makeScorm12Zip({ title: `Title ${id}` }), { package_id: id }));
    await call('POST', '/packages/p1/launch', { user_id: 'anna', session_id: 'on-p1' });
    expect((await call('POST', '/packages', uploadOf(await makeScorm12Zip({ title: 'Again' }), { package_id: 'p1' }))).body).toMatchObject({ version: 1, title: 'Again', status: 'ready' });
    expect((await call('GET', '/sessions/on-p1')).body).toMatchObject({ package_version: 0 });
    const first = await call<{ packages: { id: string }[]; next_cursor: string }>('GET', '/packages?limit=2');
    expect(first.body.packages.map(({ id }) => id)).toEqual(['p3', 'p2']);
    expect((await call<{ packages: { id: string }[] }>('GET', `/packages?limit=1&cursor=${encodeURIComponent(first.body.next_cursor)}`)).body.packages.map(({ id }) => id)).toEqual(['p1']);
    expect((await call('DELETE', '/packages/p1')).status).toBe(204);
    await until(async () => told(await call('GET', '/sessions/on-p1')), ([status]) => status === 404);
    expect(told(await call('GET', '/packages/p1'))).toEqual([404, 'PACKAGE_NOT_FOUND']);
  });
});
