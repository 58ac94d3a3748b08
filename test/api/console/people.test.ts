import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { BootstrapAdministrator } from '../../../src/administrators/bootstrap-administrator';
import { FirstAdministratorLink } from '../../../src/administrators/first-administrator-link';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway, freePort } from '../../support/boot';
import { until } from '../../support/browser';
import { Browsing, firstOwner, goodPassword, invited } from '../../support/consoling';
import { publishCourse } from '../../support/dispatching';
import { invite } from '../../support/inviting';
import { TestSmtp } from '../../support/smtp';

const everyText = async (courseway: Booted): Promise<string> => {
  const unit = courseway.get(UnitOfWork);
  const tables = courseway.get(DataSource).entityMetadatas.map(({ tableName }) => tableName);
  const parts: string[] = [];
  for (const table of tables) parts.push(JSON.stringify(await unit.run(() => unit.query(`SELECT * FROM ${table}`))));
  return parts.join('\n');
};

describe('the administrator of the configuration', () => {
  let courseway: Booted;
  beforeAll(async () => {
    courseway = await bootCourseway({ BOOTSTRAP_ADMIN_EMAIL: 'Root@acme.example', BOOTSTRAP_ADMIN_PASSWORD: goodPassword });
  });
  afterAll(() => courseway.close());

  test('is there after start, so that there is no first link', async () => {
    const root = new Browsing(courseway);
    expect((await root.signIn('root@acme.example')).body).toMatchObject({ administrator: { email: 'root@acme.example' }, installation: true });
    expect(await courseway.get(FirstAdministratorLink).run()).toBeUndefined();
  });

  test('is made once, however often and at the same time the server starts, and keeps a password of their own', async () => {
    const root = new Browsing(courseway);
    await root.signIn('root@acme.example');
    const own = 'walnut-harbour-teapot-4';
    expect((await root.console('/password', { body: { current: goodPassword, next: own } })).status).toBe(204);
    await Promise.all([1, 2, 3].map(() => courseway.get(BootstrapAdministrator).onApplicationBootstrap()));
    expect((await root.console('/administrators')).body['administrators']).toHaveLength(1);
    expect((await new Browsing(courseway).signIn('root@acme.example', own)).status).toBe(200);
    expect((await new Browsing(courseway).signIn('root@acme.example', goodPassword)).status).toBe(401);
  });
});

test('behind https the cookie is held to this host and to https', async () => {
  const port = await freePort();
  const courseway = await bootCourseway({ PORT: String(port), PUBLIC_URL: `https://localhost:${port}`, BOOTSTRAP_ADMIN_EMAIL: 'root@acme.example', BOOTSTRAP_ADMIN_PASSWORD: goodPassword });
  try {
    const root = new Browsing({ publicUrl: `http://localhost:${port}` });
    const { headers } = await root.signIn('root@acme.example');
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-courseway=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=604800$/)]);
    expect((await root.console('/sessions')).status).toBe(200);
  } finally {
    await courseway.close();
  }
});

describe('beside a mail server', () => {
  let smtp: TestSmtp;
  let courseway: Booted;
  beforeAll(async () => {
    smtp = await TestSmtp.start();
    courseway = await bootCourseway({ SMTP_URL: smtp.url });
  });
  afterAll(async () => {
    await courseway.close();
    await smtp.down();
  });

  test('who is invited gets the link by mail, and it is in no table', async () => {
    const olga = await firstOwner(courseway);
    const { body } = await olga.console('/administrators', { body: { email: 'mia@acme.example', name: 'Mia <b>' } });
    const token = String(body['link']).split('/').at(-1) ?? 'none';
    expect(await everyText(courseway)).not.toContain(token);
    const mail = await until(() => smtp.received.find(({ to }) => to.includes('mia@acme.example')));
    expect([mail?.text, mail?.html]).toEqual([expect.stringContaining(String(body['link'])), expect.stringContaining(`href="${String(body['link'])}"`)]);
    expect((await new Browsing(courseway).console('/invited', { body: { token, password: goodPassword } })).status).toBe(200);
  });

  test('there is no mailbox', async () => {
    const olga = new Browsing(courseway);
    await olga.signIn('olga@acme.example');
    expect((await olga.ask(`/dev/mailbox?application=${courseway.applicationId}`)).status).toBe(404);
  });
});

describe('without a mail server', () => {
  let courseway: Booted;
  let olga: Browsing;
  const secrets: string[] = [];
  const lines: string[] = [];
  const { write } = process.stdout;
  beforeAll(async () => {
    process.stdout.write = ((chunk: string | Uint8Array) => lines.push(String(chunk)) > 0) as typeof process.stdout.write;
    courseway = await bootCourseway({ LOG_LEVEL: 'trace', LOG_FORMAT: 'json' });
    olga = await firstOwner(courseway);
  });
  afterAll(async () => {
    process.stdout.write = write;
    await courseway.close();
  });

  test('the mails of an application are read with its role, by links that say which one', async () => {
    await publishCourse(courseway, 'mailed');
    await invite(courseway, 'mailed', ['reader@learner.example']);
    const listed = await until(async () => (await olga.ask('/dev/mailbox/messages')).body['messages'] as { id: string }[], (messages) => messages.length === 1);
    const bare = { cookie: olga.cookie, 'x-console-token': '', 'x-application': '' };
    const tab = async (path: string) => {
      const answer = await fetch(`${courseway.publicUrl}${path}`, { headers: { cookie: bare.cookie } });
      return { status: answer.status, text: await answer.text() };
    };
    const list = await tab(`/dev/mailbox?application=${courseway.applicationId}`);
    const href = /href="(\/dev\/mailbox\/view\/[^"]+)"/.exec(list.text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '';
    expect([list.status, href]).toEqual([200, `/dev/mailbox/view/${listed[0]?.id}?application=${courseway.applicationId}`]);
    const view = await tab(href);
    const frame = /src="([^"]+)"/.exec(view.text)?.[1]?.replaceAll('&#x3D;', '=') ?? '';
    expect([view.status, (await tab(frame)).status, (await tab(href.replace('TESTAPP', 'NOTHING'))).status, (await tab('/dev/mailbox')).status /* asks for id and secret, as ever */]).toEqual([200, 200, 404, 401]);
    const vera = await invited(courseway, olga, { email: 'vera@acme.example', roles: { [courseway.applicationId]: 'viewer' } });
    expect((await vera.ask('/dev/mailbox/messages')).status).toBe(403);
    expect((await new Browsing(courseway).ask('/dev/mailbox')).headers.get('www-authenticate')).toContain('Basic');
  });

  test('an application made here works with the secret that is shown once', async () => {
    const { body } = await olga.console('/applications', { body: { name: 'A new tenant' } });
    const authorization = `Basic ${Buffer.from(`${body['id']}:${body['secret']}`).toString('base64')}`;
    expect((await fetch(`${courseway.publicUrl}/api/v2/ping`, { headers: { authorization } })).status).toBe(200);
    secrets.push(String(body['secret']));
    olga.application = String(body['id']);
    expect((await olga.v2('/courses')).body).toEqual({ courses: [] });
    const rita = await invited(courseway, olga, { email: 'rita@acme.example', roles: { [String(body['id'])]: 'owner', [courseway.applicationId]: 'viewer' } });
    expect((await olga.v2(`/appManagement/applications/${body['id']}`, { method: 'DELETE' })).status).toBe(204);
    olga.application = courseway.applicationId;
    await until(async () => (await olga.console(`/audit?application=${body['id']}`)).body['entries'] as unknown[], (entries) => entries.length === 0);
    expect((await olga.console('/audit')).body['entries']).toContainEqual(expect.objectContaining({ action: 'application.create', subject: body['id'] }));
    await until(async () => (await olga.console('/administrators')).body['administrators'] as { id: string; roles: object }[], (all) => Object.keys(all.find(({ id }) => id === rita.id)?.roles ?? {}).join() === courseway.applicationId);
    expect((await olga.console('/administrators')).body).toEqual({ administrators: expect.arrayContaining([expect.objectContaining({ id: rita.id, roles: { [courseway.applicationId]: 'viewer' } })]) });
  });

  test('neither an answer nor the log nor the database shows a secret', async () => {
    const pia = await invited(courseway, olga, { email: 'pia@acme.example' });
    const cookie = pia.cookie.split('=')[1] ?? 'none';
    const { secret } = (await pia.console('/totp', { method: 'POST' })).body as { secret: string };
    await pia.signIn('pia@acme.example', 'a-wrong-guess-of-hers');
    const { link } = (await olga.console(`/administrators/${pia.id}/link`, { method: 'POST' })).body as { link: string };
    secrets.push(goodPassword, cookie, secret, 'a-wrong-guess-of-hers', link.split('/').at(-1) ?? 'none', pia.token);
    const answers = await Promise.all(['/session', '/sessions', '/administrators', '/audit', '/applications'].map(async (path) => JSON.stringify((await olga.console(path)).body)));
    const places = [...answers, await everyText(courseway), lines.join('')];
    expect(lines.join('')).toContain('console/api/sign-in');
    for (const place of places) for (const one of secrets) expect(place.includes(one) && one).toBe(false);
    expect(answers.join('')).not.toMatch(/argon2|passwordHash|tokenHash|linkHash/);
  });
});

test('the banner shows the first link until there is an administrator', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'courseway-banner-'));
  const port = await freePort();
  const { DATABASE_URL: _, ...environment } = process.env;
  const bannerOf = async (more: Record<string, string>) => {
    const child = spawn(process.execPath, [join(__dirname, '../../../dist/main.js')], { env: { ...environment, PORT: String(port), DATA_DIR: folder, LOG_LEVEL: 'error', ...more }, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += String(chunk)));
    await until(() => /^Console .*\n/m.test(text));
    child.kill('SIGTERM');
    await once(child, 'exit');
    return /^Console {2}(.*)$/m.exec(text)?.[1];
  };
  try {
    expect(await bannerOf({})).toMatch(new RegExp(`^http://localhost:${port}/console/first/[A-Za-z0-9._-]+$`));
    expect(await bannerOf({ BOOTSTRAP_ADMIN_EMAIL: 'root@acme.example', BOOTSTRAP_ADMIN_PASSWORD: goodPassword })).toBe(`http://localhost:${port}/console`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
