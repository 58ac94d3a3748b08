import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomSecret } from '../../../src/platform/random-ids';
import { type Booted, bootCourseway } from '../../support/boot';

const built = join(__dirname, '../../../dist/browser/console');
const isBuilt = existsSync(join(built, 'index.html'));
const name = `test-${randomSecret(6).replace(/[^a-z0-9]/gi, 'x')}`;
const script = `${name}.js`;
let courseway: Booted;
beforeAll(async () => {
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(built, 'assets', script), 'export const here = true;\n');
  writeFileSync(join(built, 'assets', `${name}.exe`), 'MZ');
  courseway = await bootCourseway();
});
afterAll(async () => {
  await courseway.close();
  for (const file of [script, `${name}.exe`]) rmSync(join(built, 'assets', file), { force: true });
});
const get = (path: string, init?: RequestInit) => fetch(`${courseway.publicUrl}${path}`, { redirect: 'manual', ...init });

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

test.each(['/console', '/console/', '/console/courses/safety', '/console/first/a.b', '/console/sign-in?next=/console', '/console/invited/x'])('%s is the page, under a policy without inline code, and is not kept', async (path) => {
  const answer = await get(path, { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } });
  const text = await answer.text();
  if (isBuilt) expect([answer.status, answer.headers.get('content-type'), /<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=/i.test(text)]).toEqual([200, 'text/html; charset=utf-8', false]);
  else expect([answer.status, answer.headers.get('content-type'), text]).toEqual([503, 'text/plain; charset=utf-8', expect.stringContaining('npm run build')]);
  expect([answer.headers.get('content-security-policy'), answer.headers.get('cache-control'), answer.headers.get('set-cookie')]).toEqual([policy, 'no-store', null]);
});

test('a built file may be kept for ever', async () => {
  const answer = await get(`/console/assets/${script}`);
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')]).toEqual([200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable', 'nosniff']);
  expect(await answer.text()).toContain('here');
});

test.each(['none.js', `${name}.exe`, '..%2Findex.html', '..%2F..%2Fplayer.js', '%2e%2e/%2e%2e/player.js', `.%2F${script}`, '', 'a//b.js'])('assets/%s is no file of it', async (path) => {
  expect((await get(`/console/assets/${path}`)).status).toBe(404);
});

test.each(['GET', 'POST', 'DELETE'])('%s of an unknown call is no page', async (method) => {
  const answer = await get('/console/api/nothing', { method });
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'not-found']);
});

test.each(['/console', '/console/courses', `/console/assets/${script}`, '/console/api/session'])('%s is not there on the origin of courses', async (path) => {
  const answer = await fetch(`${courseway.contentUrl}${path}`);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'not-found']);
});
