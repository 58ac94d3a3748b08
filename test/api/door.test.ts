import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { type Booted, bootCourseway } from '../support/boot';

let courseway: Booted;
let authorization: string;
beforeAll(async () => {
  courseway = await bootCourseway();
  authorization = `Basic ${Buffer.from(`${courseway.applicationId}:${courseway.secret}`).toString('base64')}`;
});
afterAll(() => courseway.close());

/** As it is: fetch would put browser headers of its own in. */
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', base = courseway.publicUrl) =>
  new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(base);
    httpRequest({ hostname, port, path, method, headers: { authorization, ...headers } }, (answer) => {
      let body = '';
      answer.on('data', (chunk) => (body += chunk)).on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    }).on('error', reject).end(method === 'POST' ? '{}' : undefined);
  });

describe('the API and the mailbox', () => {
  const site = (value: string, mode = 'cors') => ({ 'sec-fetch-site': value, 'sec-fetch-mode': mode });
  test.each([
    ['a program', {}, 'DELETE', 404],
    ['a page of ours', site('same-origin'), 'DELETE', 404],
    ['a page of ours on a host without https', { origin: 'ours' }, 'DELETE', 404],
    ['somebody who typed the address', site('none', 'navigate'), 'GET', 404],
    ['a link on another site', site('cross-site', 'navigate'), 'GET', 404],
    ['a page of another site that reads', site('cross-site'), 'GET', 403],
    ['a page of another site that embeds', site('cross-site', 'no-cors'), 'GET', 403],
    ['a form of another site', site('cross-site', 'navigate'), 'POST', 403],
    ['a page of another site that writes', site('cross-site', 'no-cors'), 'DELETE', 403],
    ['a page of a neighbour', site('same-site'), 'DELETE', 403],
    ['a page of another site, to a host without https', { origin: 'https://evil.example' }, 'DELETE', 403],
    ['a page without an origin', { origin: 'null' }, 'POST', 403],
  ] as [string, Record<string, string>, string, number][])('answer %s: %j %s %s', async (_, headers, method, status) => {
    const sent = headers['origin'] === 'ours' ? { origin: courseway.publicUrl } : headers;
    const answer = await ask('/api/v2/courses/nothing', sent, method);
    expect(answer.status).toBe(status);
    expect((await ask('/dev/mailbox', sent, method)).status === 403).toBe(status === 403);
    if (status === 403) expect(JSON.parse(answer.body)).toMatchObject({ code: 'foreign-page', reference: expect.any(String) });
  });
});

test('what pages of clients’ LMSs and links need is open to every site', async () => {
  const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: 'https://lms.example', 'content-type': 'text/plain' };
  for (const path of ['/api/d/none/launch', '/api/d/none/relay']) {
    const answer = await ask(path, foreign, 'POST');
    expect(JSON.parse(answer.body)).not.toMatchObject({ code: 'foreign-page' });
  }
  for (const path of ['/launch/none', '/', '/d/none']) expect((await ask(path, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).not.toBe(403);
});

test('nothing on the public origin may be framed but what says so, and no service worker is had from either', async () => {
  for (const path of ['/api/v2/ping', '/api/v2/courses', '/api/v2/nothing', '/livez', '/nothing', '/content/x/y', '/%', '/dev/mailbox', '/dev/mailbox/messages'])
    expect([path, (await ask(path)).headers['content-security-policy']]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")]);
  expect((await ask('/content/x/y', {}, 'GET', courseway.contentUrl)).headers['content-security-policy']).toBeUndefined();
  for (const [path, base] of [['/content/x/sw.js', courseway.contentUrl], ['/player/x/player.js', courseway.contentUrl], ['/play/x', courseway.contentUrl], ['/d/assets/x/shell.js', courseway.publicUrl]] as const)
    expect([path, (await ask(path, { 'service-worker': 'script' }, 'GET', base)).status]).toEqual([path, 403]);
});
