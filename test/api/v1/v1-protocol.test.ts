import { request as httpRequest } from 'node:http';
import { type Booted, bootCourseway } from '../../support/boot';
import { moveClock } from '../../support/dispatching';
import { signedV1 as signed, v1Client, v1Stamp as stamp } from '../../support/v1';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway?.close());

async function ask(query: URLSearchParams | string, init: RequestInit = {}, path = '/api'): Promise<{ status: number; type: string | null; xml: string; code?: string }> {
  const answer = await fetch(`${courseway.publicUrl}${path}?${query}`, init);
  const xml = await answer.text();
  return { status: answer.status, type: answer.headers.get('content-type'), xml, code: /<err code="(\d+)"/.exec(xml)?.[1] };
}
const pong = '<?xml version="1.0" encoding="utf-8"?><rsp stat="ok"><pong/></rsp>';
const without = (query: URLSearchParams, name: string) => {
  query.delete(name);
  return query;
};

test('a signed call is answered without white space, as XML', async () => {
  expect(await ask(signed('rustici.debug.authPing'))).toEqual({ status: 200, type: 'text/xml; charset=utf-8', xml: pong, code: undefined });
});

test.each(['/api', '/EngineWebServices', '/EngineWebServices/api', '/EngineWebServices//api'])('answers at %s', async (path) => expect((await ask(signed('rustici.debug.authPing'), {}, path)).xml).toBe(pong));

test('takes the body forms that clients send', async () => {
  const form = 'application/x-www-form-urlencoded';
  const query = signed('rustici.debug.authPing', { origin: 'acme.lms.1.0', name: 'Zoë & 学习' });
  expect((await ask('', { method: 'POST', headers: { 'content-type': form }, body: query.toString() })).xml).toBe(pong); // everything in the body
  expect((await ask(query, { method: 'POST', headers: { 'content-type': form }, body: '' })).xml).toBe(pong); // an empty form
  expect((await ask(query, { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: '' })).xml).toBe(pong); // without a boundary
  expect((await ask(query, { method: 'POST' })).xml).toBe(pong);
  const [first, ...rest] = [...query];
  expect((await ask(new URLSearchParams([first as [string, string]]), { method: 'POST', headers: { 'content-type': form }, body: new URLSearchParams(rest).toString() })).xml).toBe(pong); // in both
});

test('a whole address as the target of the request, as through a proxy', async () => {
  const raw = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(courseway.publicUrl);
      const sent = httpRequest({ hostname, port, path, headers: { host: 'cloud.example' } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
      });
      sent.on('error', reject).end();
    });
  expect(await raw(`http://cloud.example/api?${signed('rustici.debug.authPing')}`)).toBe(pong);
});

test('the same by the client of the other tests', async () => {
  const { call } = v1Client(courseway);
  expect(await call('rustici.debug.authPing')).toMatchObject({ status: 200, type: 'text/xml; charset=utf-8', xml: pong, code: undefined });
  expect(await call('rustici.debug.authPing', {}, { post: true })).toMatchObject({ xml: pong });
  expect(await call('rustici.debug.noSuchMethod', {}, { file: 'unread' })).toMatchObject({ status: 200, code: '202' });
});

test('time and ping need no signature', async () => {
  expect((await ask('method=rustici.debug.ping&appid=x&ts=1&sig=0')).xml).toBe(pong);
  expect((await ask('method=rustici.debug.getTime')).xml).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?><rsp stat="ok"><currenttime tz="UTC">\d{14}<\/currenttime><\/rsp>$/);
});

test('every refusal of the protocol has its number, with status 200', async () => {
  const good = () => signed('rustici.debug.authPing');
  const minute = 60_000;
  const at = (ms: number) => signed('rustici.debug.authPing', {}, { ts: stamp(Date.now() + ms) });
  const cases: [string | undefined, URLSearchParams | string][] = [
    ['101', without(good(), 'appid')], ['102', signed('rustici.debug.authPing', {}, { appid: 'NOSUCHAPP' })], ['103', without(good(), 'sig')], ['104', `${good()}&courseid=added`],
    ['104', signed('rustici.debug.authPing', {}, { secret: 'another' })], ['105', without(good(), 'ts')], ['106', signed('rustici.debug.authPing', {}, { ts: '2026-01-02T03:04:05Z' })], ['107', at(-15 * minute - 2000)], ['107', at(15 * minute + 2000)],
    [undefined, at(-14 * minute)], [undefined, at(14 * minute)], ['200', without(good(), 'method')], ['200', signed('debug.authPing')], ['202', signed('rustici.debug.noSuchMethod')], ['202', 'method=rustici.object.constructor'],
    ['100', signed('rustici.debug.authPing', {}, { appid: 'MANAGEMENT', secret: 'test-secret-of-management' })],
  ];
  for (const [code, query] of cases) {
    const answer = await ask(query);
    expect([String(query), answer.status, answer.code]).toEqual([String(query), 200, code]);
    if (code) expect(answer.xml).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?><rsp stat="fail"><err code="\d+" msg="[^"<]+"\/><\/rsp>$/);
  }
});

test('the window is that of the server’s clock', async () => {
  const query = signed('rustici.debug.authPing');
  const back = moveClock(courseway, 16 * 60_000);
  expect((await ask(query)).code).toBe('107');
  back();
});

test('a key that application management makes, switches off and deletes', async () => {
  const management = { headers: { authorization: `Basic ${Buffer.from('MANAGEMENT:test-secret-of-management').toString('base64')}` } };
  const manage = async (path: string, init: { method: string; body?: unknown }) => (await courseway.api(`/appManagement${path}`, { ...management, ...init })).json().catch(() => undefined) as Promise<{ id: string; secret?: string; key?: string } | undefined>;
  const { id: appid = '' } = (await manage('/applications', { method: 'POST', body: { name: 'Old plugin' } })) ?? {};
  const made = await manage(`/${appid}/credentials`, { method: 'POST', body: { name: 'Key' } });
  const secret = Object.values(made ?? {}).find((value) => typeof value === 'string' && value.length >= 40) ?? '';
  const call = async () => (await ask(signed('rustici.debug.authPing', {}, { appid, secret }))).code;
  expect([secret.length >= 40, await call()]).toEqual([true, undefined]);
  await manage(`/${appid}/credentials/${made?.id}`, { method: 'PUT', body: { name: 'Key', active: false } });
  expect(await call()).toBe('102');
});
