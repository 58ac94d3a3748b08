import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { doctor } from '../../src/cli/doctor';
import { readConfig } from '../../src/platform/config/config';
import type { Diagnosis } from '../../src/platform/doctor/examine';
import { guessable } from '../../src/platform/doctor/look-at-settings.rules';
import { type Booted, bootCourseway, freePort } from '../support/boot';
import { TestDns } from '../support/dns';
import { TestOidc } from '../support/oidc';
import { TestRedis, withRedis } from '../support/redis';
import { type ProxyBehaviour, startProxy } from '../support/reverse-proxy';
import { TestS3 } from '../support/s3';
import { ServerProcess } from '../support/server-process';
import { TestSmtp } from '../support/smtp';

jest.setTimeout(120_000);

const secretKey = 'Qm9vdGggb2YgdGhlIGRvY3RvciwgcmFuZG9tIGVub3VnaA';
const ended: (() => Promise<unknown>)[] = [];
let courseway: Booted;
let dns: TestDns;
let healthy: Record<string, string>;
/** On a disk, which the folder for temporary files need not be. */
const folder = mkdtempSync(join(__dirname, '../../dist/doctor-'));

beforeAll(async () => {
  const smtp = await TestSmtp.start({ disabledCommands: ['AUTH', 'STARTTLS'] });
  dns = await TestDns.start({
    'example.test': ['some=other record', 'v=spf1 include:mail.example.test -all'], 's1._domainkey.example.test': [`v=DKIM1; k=rsa; p=${'A'.repeat(390)}`],
    'twice.test': ['v=spf1 -all', 'v=spf1 ~all'], 'open.test': ['v=spf1 +all'], 'bare.test': ['google-site-verification=1'], 'unsigned.test': ['v=spf1 mx -all'],
    'revoked.test': ['v=spf1 mx -all'], 's1._domainkey.revoked.test': ['v=DKIM1; p='], 's1._domainkey.twice.test': ['p=AAAA'], 's1._domainkey.open.test': ['p=AAAA'], 's1._domainkey.bare.test': ['p=AAAA'],
  });
  courseway = await bootCourseway({ SECRET_KEY: secretKey, SMTP_URL: smtp.url });
  ended.push(() => courseway.close(), () => smtp.down(), () => dns.down());
  const { port, databaseUrl } = courseway.config;
  healthy = { PORT: String(port), DATA_DIR: folder, SECRET_KEY: secretKey, SMTP_URL: smtp.url, MAIL_FROM: 'Courses <no-reply@example.test>', DNS_SERVER: dns.address, DKIM_SELECTOR: 's1', ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) };
});
afterAll(async () => {
  for (const end of ended.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

/** What the command says of `healthy` with `planted` in it. */
async function diagnose(planted: Record<string, string> = {}): Promise<Diagnosis & { code: number; checks: string[] }> {
  const environment = { ...healthy, ...planted };
  const lines: string[] = [];
  const out = { line: (line: string) => void lines.push(line), fault: () => undefined, progress: () => undefined };
  const code = await doctor.run({ arguments: [], options: { json: true }, environment, out, config: (instead = {}) => readConfig({ ...environment, ...instead }, () => ''), path: (named) => named });
  const diagnosis = JSON.parse(lines.join('\n')) as Diagnosis;
  for (const { what, mend } of diagnosis.findings) expect([what.length > 20, mend.length > 10]).toEqual([true, true]);
  return { ...diagnosis, code, checks: diagnosis.findings.map(({ check }) => check) };
}

async function throughProxy(behaviour: ProxyBehaviour, to = courseway, planted: Record<string, string> = {}) {
  const proxy = await startProxy(to.config.port, behaviour);
  try {
    return await diagnose({ PUBLIC_URL: `http://localhost:${proxy.port}`, CONTENT_URL: courseway.contentUrl, ...planted });
  } finally {
    await proxy.close();
  }
}

test('a good server has nothing to mend, and every check was made', async () => {
  expect(await diagnose()).toMatchObject({ code: 0, findings: [], skipped: [{ check: 'storage' }, { check: 'redis' }] });
  const { passed } = await diagnose();
  expect([...passed].sort()).toEqual(['clock', 'configuration', 'data folder', 'database', 'durability', 'hosts', 'https', 'mail dns', 'own address', 'proxy', 'secrets', 'smtp']);
});

test('course files on the host of the API', async () => {
  expect(await diagnose({ CONTENT_URL: `http://localhost:${await freePort()}` })).toMatchObject({ code: 1, checks: ['hosts'] });
});

test('http where others can listen', async () => {
  const found = await diagnose({ PUBLIC_URL: 'http://courses.invalid' });
  expect(found).toMatchObject({ code: 1, checks: ['https'] });
  expect(found.skipped.map(({ check }) => check)).toEqual(['storage', 'redis', 'own address', 'proxy', 'clock']);
});

test('a mail server that is not there', async () => {
  expect(await diagnose({ SMTP_URL: `smtp://127.0.0.1:${await freePort()}` })).toMatchObject({ code: 1, checks: ['smtp'] });
});

test.each([
  ['bare.test', /no SPF record/],
  ['twice.test', /2 SPF records/],
  ['open.test', /\+all/],
  ['unsigned.test', /no DKIM key at s1\._domainkey\.unsigned\.test/],
  ['revoked.test', /revoked/],
  ['localhost', /no domain/],
])('mail from %s', async (domain, said) => {
  const found = await diagnose({ MAIL_FROM: `no-reply@${domain}` });
  expect(found).toMatchObject({ code: 1, checks: ['mail dns'] });
  expect(found.findings[0]?.what).toMatch(said);
});

test('a database that can forget what it acknowledged', async () => {
  const { databaseUrl } = courseway.config;
  if (!databaseUrl) {
    expect((await statfs('/dev/shm')).type).toBe(0x01021994);
    return expect(await diagnose({ DATA_DIR: '/dev/shm' })).toMatchObject({ code: 1, checks: ['durability'] });
  }
  const connection = await createConnection({ uri: databaseUrl.replace(/^mariadb:/, 'mysql:') });
  try {
    await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 2');
    expect(await diagnose()).toMatchObject({ code: 1, checks: ['durability'] });
  } finally {
    await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
    await connection.end();
  }
});

test('a database that is not there', async () => {
  expect(await diagnose({ DATABASE_URL: `mysql://root@127.0.0.1:${await freePort()}/courseway` })).toMatchObject({ code: 1, checks: ['database'] });
});

withRedis('with Redis', () => {
  const redis = { REDIS_URL: '' };
  let server: TestRedis;
  beforeAll(async () => {
    server = await TestRedis.start();
    redis.REDIS_URL = server.url;
  });
  afterAll(() => server?.kill());

  test('that is well', async () => {
    const found = await diagnose(redis);
    expect(found).toMatchObject({ code: 0, findings: [], skipped: [{ check: 'storage' }] });
    expect(found.passed).toContain('redis');
  });

  test('that throws keys away', async () => {
    await server.ask('CONFIG SET maxmemory 100mb');
    await server.ask('CONFIG SET maxmemory-policy allkeys-lru');
    const found = await diagnose(redis);
    expect(found).toMatchObject({ code: 1, checks: ['redis'] });
    expect(found.findings[0]?.what).toContain('allkeys-lru');
    await server.ask('CONFIG SET maxmemory 0');
  });

  test('that is a replica', async () => {
    await server.ask(`REPLICAOF 127.0.0.1 ${await freePort()}`);
    expect((await diagnose(redis)).findings).toEqual([expect.objectContaining({ check: 'redis', what: expect.stringContaining('replica') })]);
    await server.ask('REPLICAOF NO ONE');
  });

  test('that refuses the login', async () => {
    await server.ask('CONFIG SET requirepass s3cret-of-redis');
    const found = await diagnose({ REDIS_URL: server.url.replace('redis://', 'redis://:not-this-one@') });
    expect(found).toMatchObject({ code: 1, checks: ['redis'] });
    expect(JSON.stringify(found)).not.toContain('not-this-one');
  });

  test('that says nothing, and that is not there', async () => {
    server.freeze();
    expect(await diagnose(redis)).toMatchObject({ code: 1, checks: ['redis'] });
    server.thaw();
    await server.kill();
    expect(await diagnose(redis)).toMatchObject({ code: 1, checks: ['redis'] });
  });
});

test('a bucket that is not there, that is, and that is away', async () => {
  const store = await TestS3.start();
  const planted = { STORAGE_URL: store.url };
  try {
    const found = await diagnose(planted);
    expect(found).toMatchObject({ code: 1, checks: ['storage'] });
    expect(found.findings[0]?.what).toContain('does not exist');
    const serving = await bootCourseway({ SECRET_KEY: secretKey, ...planted });
    await serving.close();
    const before = store.keys();
    expect((await diagnose(planted)).passed).toContain('storage');
    expect(store.keys()).toEqual(before);
  } finally {
    await store.destroy();
  }
  expect(await diagnose(planted)).toMatchObject({ code: 1, checks: ['storage'] });
});

test('a provider that is there, and one that is not', async () => {
  const oidc = await TestOidc.make('http://localhost');
  expect(await diagnose(oidc.variables)).toMatchObject({ code: 1, checks: ['provider'] });
  await oidc.up();
  const found = await diagnose(oidc.variables);
  await oidc.down();
  expect(found).toMatchObject({ code: 0, checks: [] });
  expect(found.passed).toContain('provider');
});

test('a clock that is off', async () => {
  const found = await throughProxy({ answerHeaders: { date: new Date(Date.now() - 3_600_000).toUTCString() } });
  expect(found).toMatchObject({ code: 1, checks: ['clock'] });
  expect(found.findings[0]?.what).toMatch(/-3[56]\d\d s off/);
});

test('a data folder that cannot be written', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  expect(await diagnose({ DATA_DIR: join(file, 'data') })).toMatchObject({ code: 1, checks: ['data folder'] });
  rmSync(file);
});

test('a proxy that is not trusted, one that changes Host, and trust without a proxy', async () => {
  const found = await throughProxy({ headers: { 'x-forwarded-for': '203.0.113.9' } });
  expect(found).toMatchObject({ code: 1, checks: ['proxy'] });
  expect(found.findings[0]?.mend).toContain('TRUST_PROXY=true');
  expect(await throughProxy({ headers: { host: 'upstream.internal' } })).toMatchObject({ code: 1, checks: ['proxy'] });
  const trusting = await bootCourseway({ SECRET_KEY: secretKey, TRUST_PROXY: 'true' });
  try {
    expect(await throughProxy({ headers: { 'x-forwarded-for': '203.0.113.9' } }, trusting)).toMatchObject({ code: 0, checks: [] });
    expect(await throughProxy({}, trusting)).toMatchObject({ code: 1, checks: ['proxy'] });
  } finally {
    await trusting.close();
  }
});

test('a secret that stands in examples or is too simple', async () => {
  const found = await diagnose({ BOOTSTRAP_APP_ID: 'APP', BOOTSTRAP_APP_SECRET: 'change-me-please' });
  expect(found).toMatchObject({ code: 1, checks: ['secrets'] });
  expect(JSON.stringify(found)).not.toContain('change-me-please');
  expect(await diagnose({ SECRET_KEY: 'too short' })).toMatchObject({ code: 1, checks: ['secrets'] });
  expect(guessable({ SECRET_KEY: 'ab'.repeat(20), DATABASE_URL: 'mysql://u:change-me-please@database:3306/courseway', SMTP_URL: 'smtp://u:password@mail:587' })).toEqual(['SECRET_KEY', 'DATABASE_URL', 'SMTP_URL']);
  expect(guessable({ SECRET_KEY: secretKey, DATABASE_URL: 'mysql://u:8d7Gh2kQ@database:3306/courseway' })).toEqual([]);
});

test('a server of another key is told, and the door of the doctor is shut to everybody else', async () => {
  expect(await diagnose({ SECRET_KEY: [...secretKey].reverse().join('') })).toMatchObject({ code: 1, checks: ['own address'] });
  for (const headers of [{}, { authorization: 'Bearer x.y' }] as Record<string, string>[]) expect((await fetch(`${courseway.publicUrl}/doctor`, { headers })).status).toBe(404);
});

test('as a command: words for a person, exit code 1, no server needed', async () => {
  const server = new ServerProcess({ BOOTSTRAP_MANAGEMENT_ID: 'M', BOOTSTRAP_MANAGEMENT_SECRET: 'changeme1234' });
  try {
    const { code, text } = await server.command('doctor');
    expect(code).toBe(1);
    expect(text).toMatch(/WRONG {3}secrets +the secret in BOOTSTRAP_MANAGEMENT_SECRET .*\n +to do: set a random one/);
    expect(text).toMatch(/-- {6}smtp +not checked: no SMTP_URL/);
  } finally {
    await server.destroy();
  }
});
