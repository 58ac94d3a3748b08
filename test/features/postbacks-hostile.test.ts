import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HostTurns } from '../../src/postbacks/host-turns';
import { type Booted, bootCourseway } from '../support/boot';
import { publishCourse } from '../support/dispatching';
import { postbacksOf, progress, register, untilPostback } from '../support/posting';
import { TestReceiver } from '../support/receiver';

let courseway: Booted;
const receivers: TestReceiver[] = [];
const sockets = new Set<Socket>();
const servers: Server[] = [];
const receiver = async (...how: Parameters<typeof TestReceiver.start>) => {
  const one = await TestReceiver.start(...how);
  receivers.push(one);
  return one;
};
/** A receiver below HTTP. */
async function rawReceiver(talk: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    talk(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/results`;
}
const drip = (socket: Socket) => {
  socket.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => socket.write('x-a: b\r\n'), 200);
  socket.on('close', () => clearInterval(timer));
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What is held, without what the collector has not come to yet: the receivers of a hundred megabytes live in this process too. */
function held(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  await publishCourse(courseway, 'course');
});
afterAll(async () => {
  await courseway?.close();
  for (const one of receivers) await one.stop();
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

test('GOALS R13: hostile receivers do not delay healthy ones, and memory stays flat', async () => {
  const endless = Buffer.alloc(1_000_000, 'x');
  const hundredMegabytes = await receiver((response) => {
    let left = 100;
    const more = () => {
      while (left-- > 0 && !response.destroyed) if (!response.write(endless)) return void response.once('drain', more);
      response.end();
    };
    more();
  });
  const errors = await receiver((response) => response.writeHead(500).end('no'));
  const redirects = await receiver((response) => response.writeHead(301, { location: 'https://elsewhere.example/x?token=1' }).end());
  const slowDown = await receiver((response) => response.writeHead(429, { 'retry-after': '30' }).end());
  const noMore = await receiver((response) => response.writeHead(410).end());
  const hostile = {
    drip: await rawReceiver(drip), reset: await rawReceiver((socket) => socket.on('data', () => socket.resetAndDestroy())), silent: await rawReceiver(() => undefined), big: hundredMegabytes.url, errors: errors.url,
    redirects: redirects.url, slowDown: slowDown.url, noMore: noMore.url,
  };
  const healthy = [await receiver(), await receiver()];
  for (const [name, url] of Object.entries(hostile)) for (let n = 0; n < 40; n++) await register(courseway, 'course', `${name}-${n}`, { url });
  for (let n = 0; n < 100; n++) for (const [h, { url }] of healthy.entries()) await register(courseway, 'course', `healthy-${h}-${n}`, { url });
  const before = held();
  for (const name of Object.keys(hostile)) for (let n = 0; n < 40; n++) await progress(courseway, `${name}-${n}`);
  const changed = new Map<string, number>();
  for (let n = 0; n < 100; n++)
    for (const h of [0, 1]) {
      await progress(courseway, `healthy-${h}-${n}`);
      changed.set(`healthy-${h}-${n}`, performance.now());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  for (const one of healthy) await one.until(100, 20_000);
  const lags = healthy.flatMap(({ received }) => received.map(({ at, body }) => at - (changed.get(JSON.parse(body).id) ?? 0))).sort((a, b) => a - b);
  const grown = held() - before;
  console.log(`lag of ${lags.length} healthy postbacks: median ${Math.round(lags[100] ?? 0)} ms, p99 ${Math.round(lags[198] ?? 0)} ms; memory +${Math.round(grown / 1e6)} MB`);
  expect(lags[198]).toBeLessThan(5_000);
  expect(grown).toBeLessThan(150e6);

  expect(await untilPostback(courseway, 'big-0', ({ state }) => state === 'delivered')).toMatchObject({ attempts: [{ status: 200, answer: 'x'.repeat(500) }] });
  expect(await untilPostback(courseway, 'errors-0', ({ attemptCount }) => attemptCount > 0)).toMatchObject({ state: 'waiting', lastError: 'The receiver answered 500' });
  expect(await untilPostback(courseway, 'redirects-0', ({ attemptCount }) => attemptCount > 0)).toMatchObject({ state: 'waiting', lastStatus: 301, lastError: expect.stringMatching(/elsewhere\.example\/x\?\.\.\.; redirects are not followed.*https/) });
  expect(await untilPostback(courseway, 'noMore-0', ({ state }) => state === 'failed')).toMatchObject({ attemptCount: 1, lastStatus: 410 });
  expect(await untilPostback(courseway, 'reset-0', ({ attemptCount }) => attemptCount > 0)).toMatchObject({ state: 'waiting', lastError: expect.stringContaining('failed') });
  const asked = (await postbacksOf(courseway, 'registrationId=slowDown-0'))[0];
  expect(slowDown.received.length).toBeLessThanOrEqual(20); // the pause is for the whole receiver
  expect(asked?.state).toBe('waiting');
  for (const one of [errors, redirects, slowDown, hundredMegabytes]) expect(one.mostOpen).toBeLessThanOrEqual(10);
  expect(await untilPostback(courseway, 'drip-0', ({ attemptCount }) => attemptCount > 0, 40_000)).toMatchObject({ lastError: expect.stringContaining('took too long'), attempts: [{ milliseconds: expect.any(Number) }] });
}, 120_000);

test('what is private is refused on the connected address, and neither a password nor a secret comes back from an echo', async () => {
  await register(courseway, 'course', 'inside', { url: 'http://127.0.0.2:9/x' });
  await register(courseway, 'course', 'metadata', { url: 'http://169.254.169.254/latest' });
  const echo = await receiver((response, { headers, body }) => response.end(`${headers.authorization} ${body} the word`));
  await register(courseway, 'course', 'echoed', { url: `${echo.url}?key=hidden`, authType: 'FORM', userName: 'u', password: 'the word' });
  await register(courseway, 'course', 'echoed-basic', { url: echo.url, authType: 'HTTPBASIC', userName: 'u', password: 'the word' });
  for (const id of ['inside', 'metadata', 'echoed', 'echoed-basic']) await progress(courseway, id);
  for (const id of ['inside', 'metadata']) expect(await untilPostback(courseway, id, ({ attemptCount }) => attemptCount > 0)).toMatchObject({ state: 'waiting', lastError: expect.stringContaining('private or reserved') });
  for (const id of ['echoed', 'echoed-basic']) {
    const shown = await untilPostback(courseway, id, ({ state }) => state === 'delivered');
    const said = JSON.stringify(shown.attempts);
    expect(said).toContain('***');
    for (const hidden of ['the word', 'the+word', 'the%20word', 'hidden', Buffer.from('u:the word').toString('base64')]) expect(said).not.toContain(hidden);
  }
});

test('Retry-After moves the next try, and the whole receiver rests', async () => {
  const target = await receiver((response) => response.writeHead(503, { 'retry-after': new Date(Date.now() + 600_000).toUTCString() }).end());
  await register(courseway, 'course', 'asked', { url: target.url });
  await progress(courseway, 'asked');
  const shown = await untilPostback(courseway, 'asked', ({ attemptCount }) => attemptCount === 1);
  expect(Date.parse(shown.nextAttempt ?? '') - Date.now()).toBeGreaterThan(580_000);
  expect(courseway.get(HostTurns).room(new URL(target.url).host)).toBe(0);
});
