import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startCourseway } from '../../src/courseway';
import { Config } from '../../src/platform/config/config';
import { QueryCounter } from '../../src/platform/database/query-counter';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { placeOf } from '../../src/platform/jobs/worker-place';
import { type Booted, bootCourseway, freePort } from '../support/boot';
import { until } from '../support/browser';
import { moveClock } from '../support/dispatching';
import { mailingOf } from '../support/mailing';
import { TestSmtp } from '../support/smtp';

const minute = 60_000;
const plain = { disabledCommands: ['AUTH', 'STARTTLS'] };
const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function boot(smtp: TestSmtp, environment: Record<string, string> = {}, query = ''): Promise<Booted> {
  const courseway = await bootCourseway({ SMTP_URL: smtp.url + query, ...environment });
  ended.push(() => courseway.close());
  return courseway;
}
async function server(options: Parameters<typeof TestSmtp.start>[0] = plain): Promise<TestSmtp> {
  const smtp = await TestSmtp.start(options);
  ended.push(() => smtp.down());
  return smtp;
}

/** A second life on the same place, after the first has been closed. The embedded database lets go of its file when its statements are collected. */
async function secondLife(first: Booted): Promise<Booted> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let n = 0; n < 5; n++) {
    collect();
    await pause(50);
  }
  const app = await startCourseway(first.config);
  ended.push(() => app.close());
  return { ...first, get: ((type: never) => app.get(type, { strict: false })) as Booted['get'] };
}
const many = (count: number, name: string, more: object = {}) => Array.from({ length: count }, (_, n) => ({ to: `${name}-${n}@example.com`, ...more }));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const received = (smtp: TestSmtp, name: string) => smtp.received.filter((mail) => mail.to[0]?.startsWith(`${name}-`)).length;

test('a certificate nobody trusts stops all mail and is held against none; rejectUnauthorized=false trusts it', async () => {
  const smtp = await server({ disabledCommands: ['AUTH'] });
  const strict = await boot(smtp);
  const mailing = mailingOf(strict);
  await mailing.add(...many(3, 'tls'));
  await until(() => smtp.connections, (count) => count > 0);
  await until(() => mailing.queued(), (queued) => queued.every((mail) => mail.state === 'ready' && Number(mail.attempts) === 0));
  expect(smtp.received).toEqual([]);
  const trusting = await boot(smtp, {}, '?tls.rejectUnauthorized=false');
  await mailingOf(trusting).add(...many(3, 'trust'));
  await until(() => received(smtp, 'trust'), (count) => count === 3);
  expect(smtp.received[0]?.raw).toContain('Message-ID');
});

test('a refused login and a refused sender stop all mail until they are mended', async () => {
  let [login, sender] = [false, false];
  const smtp = await server({
    disabledCommands: ['STARTTLS'], allowInsecureAuth: true, authOptional: false,
    onAuth: ({ username, password }, _, done) => (login && username === 'us@er' && password === 'pa/ss:word' ? done(null, { user: username }) : done(Object.assign(new Error('bad credentials'), { responseCode: 535 }))),
    onMailFrom: (_, __, done) => done(sender ? null : Object.assign(new Error('sender refused'), { responseCode: 553 })),
  });
  const courseway = await boot({ url: smtp.url.replace('//', '//us%40er:pa%2Fss%3Aword@') } as TestSmtp);
  const mailing = mailingOf(courseway);
  await mailing.add(...many(4, 'login'));
  await until(() => smtp.connections, (count) => count > 0);
  await until(() => mailing.queued(), (queued) => queued.every((mail) => mail.state === 'ready'));
  login = true;
  moveClock(courseway, minute);
  await until(() => mailing.queued(), (queued) => queued.every((mail) => mail.state === 'ready'));
  await pause(1_500);
  expect((await mailing.queued()).map((mail) => Number(mail.attempts))).toEqual([0, 0, 0, 0]);
  expect(received(smtp, 'login')).toBe(0);
  sender = true;
  moveClock(courseway, 3 * minute);
  await until(() => received(smtp, 'login'), (count) => count === 4);
});

test('fair: the ten mails of one application do not wait for the thousands of another', async () => {
  const smtp = await server();
  const courseway = await boot(smtp);
  const mailing = mailingOf(courseway);
  smtp.delayMs = 5;
  await mailing.add(...many(2_000, 'big', { applicationId: 'BIG' }));
  await until(() => received(smtp, 'big'), (count) => count > 50);
  const before = smtp.received.length;
  await mailing.add(...many(10, 'small', { applicationId: 'SMALL' }));
  await until(() => received(smtp, 'small'), (count) => count === 10);
  const waited = smtp.received.findLastIndex((mail) => mail.to[0]?.startsWith('small-')) - before;
  expect(waited).toBeLessThan(200);
  expect(smtp.mostOpen).toBeLessThanOrEqual(5);
  expect(Math.max(...mailing.batches)).toBeLessThanOrEqual(50);
});

test('MAIL_PER_MINUTE holds for each application in any minute', async () => {
  const smtp = await server();
  const courseway = await boot(smtp, { MAIL_PER_MINUTE: '20' });
  const mailing = mailingOf(courseway);
  await mailing.add(...many(50, 'slow', { applicationId: 'A' }), ...many(5, 'brisk', { applicationId: 'B' }));
  await until(() => [received(smtp, 'slow'), received(smtp, 'brisk')], (counts) => String(counts) === '20,5');
  await pause(1_500);
  expect(received(smtp, 'slow')).toBe(20);
  moveClock(courseway, 61_000);
  await until(() => received(smtp, 'slow'), (count) => count === 40);
  await pause(1_500);
  expect(received(smtp, 'slow')).toBe(40);
  moveClock(courseway, 122_000);
  await until(() => received(smtp, 'slow'), (count) => count === 50);
});

test('MAIL_CONNECTIONS is the most at a time; a mail costs two statements beside its claim', async () => {
  const smtp = await server();
  const courseway = await boot(smtp, { MAIL_CONNECTIONS: '2' });
  const mailing = mailingOf(courseway);
  const statements: string[] = [];
  courseway.get(QueryCounter).watch = (sql) => statements.push(sql);
  await mailing.add(...many(300, 'two'));
  await until(() => mailing.outcomes('two-299@example.com').length);
  courseway.get(QueryCounter).watch = undefined;
  await until(() => received(smtp, 'two'), (count) => count === 300);
  expect(smtp.mostOpen).toBe(2);
  const ofMails = statements.filter((sql) => /\bmails\b/.test(sql));
  expect(ofMails.length / 300).toBeLessThan(2.3);
});

test('a stop finishes what is on its way and leaves the rest to the next life; nothing goes out twice', async () => {
  const smtp = await server();
  const first = await boot(smtp);
  const mailing = mailingOf(first);
  smtp.delayMs = 50;
  await mailing.add(...many(60, 'stop'));
  await until(() => received(smtp, 'stop'), (count) => count > 10);
  await first.app.close();
  expect(received(smtp, 'stop')).toBeLessThan(60);
  smtp.delayMs = 0;
  const second = await secondLife(first);
  mailingOf(second);
  await until(() => received(smtp, 'stop'), (count) => count === 60);
  await pause(300);
  expect(new Set(smtp.received.map((mail) => mail.messageId)).size).toBe(60);
  expect(smtp.received).toHaveLength(60);
});

test('what a killed process had claimed is free at once for the same place, and after its lease for others', async () => {
  const smtp = await server();
  const first = await boot(smtp);
  const unit = first.get(UnitOfWork);
  await mailingOf(first).add({ to: 'own@example.com', dueAt: Date.now() + minute }, { to: 'foreign@example.com', dueAt: Date.now() + minute });
  const claim = (address: string, by: string) => unit.run(() => unit.execute("UPDATE mails SET state = 'sending', locked_by = ?, locked_until = ?, due_at = 1 WHERE recipient = ?", [by, Date.now() + 30_000, address]));
  await claim('own@example.com', `${placeOf(first.config)}:killed`);
  await claim('foreign@example.com', 'another-place:killed');
  await first.app.close();
  const second = await secondLife(first);
  mailingOf(second);
  await until(() => smtp.to('own@example.com').length);
  await pause(1_500);
  expect(smtp.to('foreign@example.com')).toEqual([]);
  moveClock(second, 31_000);
  await until(() => smtp.to('foreign@example.com').length);
});

const twoNodes = process.env['DATABASE_URL'] ? test : test.skip;

twoNodes('two nodes on one database (DATABASE_URL=mysql://...) send every mail once', async () => {
  const smtp = await server();
  const first = await boot(smtp);
  const port = await freePort();
  const app = await startCourseway(Config.of({ ...first.config, port, publicUrl: `http://localhost:${port}`, contentUrl: `http://127.0.0.1:${port}` }));
  ended.push(() => app.close());
  const [one, two] = [mailingOf(first), mailingOf({ ...first, get: ((type: never) => app.get(type, { strict: false })) as Booted['get'] })];
  smtp.delayMs = 2;
  for (let part = 0; part < 4; part++) await one.add(...many(250, `node${part}`));
  await until(async () => (await one.queued()).length, (count) => count === 0, 60_000);
  expect([smtp.received.length, new Set(smtp.received.map((mail) => mail.to[0])).size]).toEqual([1_000, 1_000]);
  expect(Math.min(one.batches.length, two.batches.length)).toBeGreaterThan(1);
}, 90_000);

test('without a worker (ROLE=web) mail stays queued', async () => {
  const smtp = await server();
  const courseway = await boot(smtp, { ROLE: 'web' });
  const mailing = mailingOf(courseway);
  await mailing.add({ to: 'web@example.com' });
  await pause(1_500);
  expect([(await mailing.queued()).length, smtp.connections]).toEqual([1, 0]);
});
