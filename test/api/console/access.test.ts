import { RecordAudit } from '../../../src/administrators/record-audit';
import { type Booted, bootCourseway } from '../../support/boot';
import { Browsing, firstOwner, goodPassword, invited } from '../../support/consoling';
import { countStatements } from '../../support/count-statements';
import { publishCourse } from '../../support/dispatching';

let courseway: Booted;
let olga: Browsing;
const roles = ['viewer', 'sender', 'author', 'owner'] as const;
type Person = (typeof roles)[number];
const people = {} as Record<Person, Browsing>;
beforeAll(async () => {
  courseway = await bootCourseway();
  await courseway.otherTenant();
  olga = await firstOwner(courseway);
  for (const role of roles) people[role] = await invited(courseway, olga, { email: `${role}@acme.example`, roles: { [courseway.applicationId]: role } });
});
afterAll(() => courseway.close());
const codeOf = ({ status, body }: { status: number; body: Record<string, unknown> }) => [status, body['code']];

describe('a request that is not of the page', () => {
  test.each(['/courses', '/ping', '/registrations', '/appManagement/configuration'])('the cookie alone does not read %s', async (path) => {
    const answer = await people.owner.v2(path, { headers: { 'x-console-token': '' } });
    expect(codeOf(answer)).toEqual([403, 'console-token-wrong']);
    const { cookie, application } = people.owner;
    const bare = await fetch(`${courseway.publicUrl}/api/v2${path}`, { headers: { cookie, 'x-application': application } });
    expect([bare.status, ((await bare.json()) as { code: string }).code]).toEqual([403, 'console-token-wrong']);
  });

  test('a wrong token is refused, and a good id and secret beside it do not stand in for it', async () => {
    const authorization = `Basic ${Buffer.from(`${courseway.applicationId}:${courseway.secret}`).toString('base64')}`;
    for (const token of ['0'.repeat(64), people.viewer.token, 'ä']) {
      const headers = { authorization, 'x-console-token': encodeURIComponent(token) };
      expect(codeOf(await people.owner.v2('/courses', { headers }))).toEqual([403, 'console-token-wrong']);
    }
    expect(codeOf(await new Browsing(courseway).v2('/courses', { headers: { authorization, 'x-console-token': people.owner.token } }))).toEqual([401, 'signed-out']);
    expect((await people.owner.v2('/courses', { headers: { authorization: 'Basic bm9ib2R5OndoYXRldmVy' } })).status).toBe(200);
  });

  test('an id and secret beside the cookie, without a token, work as ever', async () => {
    expect((await courseway.api('/courses', { headers: { cookie: people.viewer.cookie } })).status).toBe(200);
  });

  test('nobody signed in is asked for no password by the browser', async () => {
    const answer = await new Browsing(courseway).v2('/courses', { headers: { 'x-console-token': 'x' } });
    expect([...codeOf(answer), answer.headers.get('www-authenticate')]).toEqual([401, 'signed-out', null]);
  });

  test.each([
    ['/console/api/sign-out', {}], ['/console/api/password', { current: goodPassword, next: 'walnut-harbour-teapot-4' }], ['/console/api/totp', {}], ['/console/api/administrators', { email: 'eve@evil.example', name: 'Eve' }], ['/console/api/applications', { name: 'Evil' }],
  ])('%s does nothing without the token or with a wrong one', async (path, body) => {
    for (const token of ['', 'f'.repeat(64), people.owner.token]) expect(codeOf(await olga.ask(path, { method: 'POST', body, headers: { 'x-console-token': token } }))).toEqual([403, 'console-token-wrong']);
    expect((await olga.console('/session')).status).toBe(200);
  });

  test.each(['/console/api/sign-in', '/console/api/sign-out', '/api/v2/courses/tags'])('%s is closed to pages of other origins', async (path) => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }] as Record<string, string>[])
      expect(codeOf(await olga.ask(path, { method: 'POST', body: { email: 'olga@acme.example', password: goodPassword }, headers }))).toEqual([403, 'foreign-page']);
  });

  test('a form of a page is no way in', async () => {
    const answer = await fetch(`${courseway.publicUrl}/console/api/sign-in`, { method: 'POST', body: new URLSearchParams({ email: 'olga@acme.example', password: goodPassword }) });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([400, null]);
  });
});

describe('roles', () => {
  beforeAll(async () => {
    await publishCourse(courseway, 'safety');
    await publishCourse(courseway, 'spare');
  });
  const nothing = 404; // allowed, but there is no such thing
  const refused = 403;
  /** What viewer, sender, author and owner are answered. */
  const table: [operation: string, body: unknown, viewer: number, sender: number, author: number, owner: number][] = [
    ['GET /courses', undefined, 200, 200, 200, 200],
    ['GET /dispatch/destinations', undefined, 200, 200, 200, 200],
    ['GET /registrations', undefined, 200, 200, 200, 200],
    ['GET /invitations', undefined, 200, 200, 200, 200],
    ['GET /postbacks', undefined, 200, 200, 200, 200],
    ['GET /reporting/accountInfo', undefined, 200, 200, 200, 200],
    ['GET /appManagement/configuration', undefined, 200, 200, 200, 200],
    ['GET /about', undefined, 200, 200, 200, 200],
    ['POST /courses/safety/preview', { redirectOnExitUrl: 'https://acme.example' }, 200, 200, 200, 200],
    ['POST /registrations/none/launchLink', { redirectOnExitUrl: 'Message' }, refused, nothing, nothing, nothing],
    ['GET /registrations/none/resultOverride', undefined, nothing, nothing, nothing, nothing],
    ['PUT /registrations/none/resultOverride', { registrationSuccess: 'PASSED', reason: 'On paper' }, refused, refused, refused, nothing],
    ['DELETE /registrations/none/resultOverride', undefined, refused, refused, refused, nothing],
    ['PUT /registrations/none/tags', { tags: ['a'] }, refused, nothing, nothing, nothing],
    ['PUT /invitations/none/tags', { tags: ['a'] }, refused, nothing, nothing, nothing],
    ['POST /postbacks/none/replay', {}, refused, nothing, nothing, nothing],
    ['PUT /courses/none/title', { title: 'New' }, refused, refused, nothing, nothing],
    ['PUT /dispatch/dispatches/none/enabled', { enabled: true }, refused, refused, nothing, nothing],
    ['POST /courses/none/configuration', { settings: [] }, refused, refused, nothing, nothing],
    ['DELETE /courses/none', undefined, refused, refused, refused, nothing],
    ['DELETE /dispatch/dispatches/none', undefined, refused, refused, refused, nothing],
    ['DELETE /registrations/none', undefined, refused, refused, refused, nothing],
    ['DELETE /registrations/none/progress', undefined, refused, refused, refused, nothing],
    ['DELETE /invitations/none/tags', { tags: ['a'] }, refused, refused, refused, nothing],
    ['GET /postbacks/secret', undefined, refused, refused, refused, 200],
    ['GET /postbacks/events', undefined, refused, refused, refused, nothing],
    ['GET /xapi/credentials', undefined, refused, refused, refused, 200],
    ['POST /appManagement/configuration', { settings: [] }, refused, refused, refused, 204],
    ['GET /appManagement/TESTAPP/credentials', undefined, refused, refused, refused, 200],
    ['GET /appManagement/OTHERAPP/credentials', undefined, refused, refused, refused, refused],
    ['GET /appManagement/applications', undefined, refused, refused, refused, refused],
    ['DELETE /appManagement/applications/OTHERAPP', undefined, refused, refused, refused, refused],
    ['POST /appManagement/token', { permissions: { scopes: ['admin'] }, expiry: '2030-01-01T00:00:00Z' }, refused, refused, refused, refused],
    ['POST /oauth/authenticate/application/token', { scope: 'admin' }, refused, refused, refused, refused],
  ];

  test.each(table)('%s', async (operation, body, ...expected) => {
    const [method = '', path = ''] = operation.split(' ');
    const answers = [];
    for (const role of roles) answers.push(await people[role].v2(path, { method, body }));
    expect(answers.map(({ status }) => status)).toEqual(expected);
    for (const { status, body: answer } of answers) if (status === refused) expect(answer['code']).toBe('role-missing');
  });

  test('an owner deletes what an author made', async () => {
    expect((await people.author.v2('/courses/spare', { method: 'DELETE' })).status).toBe(403);
    expect((await people.owner.v2('/courses/spare', { method: 'DELETE' })).status).toBe(204);
    expect((await people.owner.v2('/courses/spare')).status).toBe(404);
  });

  test('an application that may not delete does not delete by the console either', async () => {
    await olga.v2(`/appManagement/applications/${courseway.applicationId}`, { method: 'PUT', body: { allowDelete: false } });
    const fresh = new Browsing(courseway);
    await fresh.signIn('owner@acme.example');
    fresh.application = courseway.applicationId;
    expect(codeOf(await fresh.v2('/courses/safety', { method: 'DELETE' }))).toEqual([403, 'deletion-not-allowed']);
    await olga.v2(`/appManagement/applications/${courseway.applicationId}`, { method: 'PUT', body: { allowDelete: true } });
  });

  test('the owner of the installation manages every application', async () => {
    expect(JSON.stringify((await olga.v2('/appManagement/applications')).body)).toContain('OTHERAPP');
    const key = await olga.v2('/appManagement/OTHERAPP/credentials', { body: { name: 'By the console' } });
    expect(key.status).toBe(200);
    olga.application = 'OTHERAPP';
    expect((await olga.v2('/courses')).status).toBe(200);
    olga.application = courseway.applicationId;
  });

  test.each(['OTHERAPP', 'NOTHING', 'MANAGEMENT', '__proto__', "' OR 1=1 --"])('the application [%s], in which there is no role, behaves as unknown', async (application) => {
    for (const role of roles) {
      const headers = { 'x-application': application };
      for (const path of ['/api/v2/courses', '/console/api/overview']) {
        const answer = await people[role].ask(path, { headers });
        expect(codeOf(answer)).toEqual([404, 'application-unknown']);
      }
    }
  });

  test('a call that names no application is told so', async () => {
    expect(codeOf(await people.owner.v2('/courses', { headers: { 'x-application': '' } }))).toEqual([400, 'invalid-input']);
  });

  test.each(['/administrators', '/applications'])('%s is for owners of the installation', async (path) => {
    for (const role of roles) expect(codeOf(await people[role].console(path))).toEqual([403, 'role-missing']);
    expect((await olga.console(path)).status).toBe(200);
    expect(codeOf(await new Browsing(courseway).console(path))).toEqual([401, 'signed-out']);
  });
});

test('a request costs at most one statement for knowing who asks, and none when it just asked', async () => {
  const fresh = new Browsing(courseway);
  await fresh.signIn('viewer@acme.example');
  fresh.application = courseway.applicationId;
  await courseway.api('/ping');
  const none = await countStatements(courseway, () => courseway.api('/ping'));
  expect(await countStatements(courseway, () => fresh.v2('/ping'))).toBe(none + 1);
  expect(await countStatements(courseway, () => fresh.v2('/ping'))).toBe(none);
});

describe('the log', () => {
  interface Entry {
    who: string;
    action: string;
    subject: string;
    application?: string;
    detail?: Record<string, unknown>;
    address: string;
  }
  const logOf = async (who: Browsing, query = ''): Promise<Entry[]> => (await who.console(`/audit${query}`)).body['entries'] as Entry[];

  test('says who changed what through the API, by route and ids, and nothing of the body', async () => {
    await people.author.v2('/courses/safety/title', { method: 'PUT', body: { title: 'A title that stays out of the log' } });
    await people.author.v2('/courses/none/title', { method: 'PUT', body: { title: 'x' } });
    await people.viewer.v2('/courses/safety/title', { method: 'PUT', body: { title: 'x' } });
    const [newest] = await logOf(people.owner, `?application=${courseway.applicationId}`);
    expect(newest).toMatchObject({ who: 'author@acme.example', action: 'PUT /courses/{}/title', subject: 'safety', application: courseway.applicationId, detail: { status: 204, courseId: 'safety' }, address: '127.0.0.1' });
    expect(JSON.stringify(await logOf(olga))).not.toContain('stays out of the log');
  });

  test('has no learner in it', async () => {
    await courseway.api('/registrations', { method: 'POST', body: { courseId: 'safety', registrationId: 'r1', learner: { id: 'zoe@learner.example', firstName: 'Zoë' } } });
    expect((await people.owner.v2('/learner/zoe%40learner.example/updateInfo', { body: { learnerInfo: { firstName: 'Zoe' } } })).status).toBe(204);
    expect((await people.owner.v2('/invitations/suppressions/zoe%40learner.example', { method: 'PUT', body: { scope: 'all' } })).status).toBeLessThan(300);
    const log = await logOf(people.owner, `?application=${courseway.applicationId}`);
    expect(log.slice(0, 2).map(({ action }) => action)).toEqual(['PUT /invitations/suppressions/{}', 'POST /learner/{}/updateInfo']);
    expect(log[0]?.subject).toMatch(/^#[0-9a-f]{16}$/);
    expect(log[0]?.subject).toBe(log[1]?.subject);
    expect(JSON.stringify(log)).not.toMatch(/zoe/i);
  });

  test('of an application is for its owners, that of everything for owners of the installation', async () => {
    for (const role of ['viewer', 'sender', 'author'] as const) expect(codeOf(await people[role].console(`/audit?application=${courseway.applicationId}`))).toEqual([403, 'role-missing']);
    for (const query of ['', '?application=OTHERAPP']) expect(codeOf(await people.owner.console(`/audit${query}`))).toEqual([403, 'role-missing']);
    expect((await logOf(people.owner, `?application=${courseway.applicationId}`)).every(({ application }) => application === courseway.applicationId)).toBe(true);
    expect((await logOf(olga)).map(({ action }) => action)).toContain('administrator.invite');
  });

  test('comes in pages, the newest first, whose tokens open nothing else', async () => {
    for (let n = 0; n < 60; n++) await courseway.get(RecordAudit).run({ administratorKey: null, email: 'test', address: '' }, { applicationId: 'OTHERAPP', action: 'counted', subject: String(n) });
    const first = await olga.console('/audit?application=OTHERAPP');
    const more = String(first.body['more']);
    const entries = [...(first.body['entries'] as Entry[]), ...(await logOf(olga, `?more=${encodeURIComponent(more)}`))].filter(({ action }) => action === 'counted');
    expect(entries.map(({ subject }) => Number(subject))).toEqual(Array.from({ length: 60 }, (_, n) => 59 - n));
    expect(codeOf(await people.owner.console(`/audit?more=${encodeURIComponent(more)}`))).toEqual([403, 'role-missing']);
    expect(codeOf(await olga.console('/audit?more=made.up'))).toEqual([400, 'invalid-input']);
  });
});

describe('administrators', () => {
  const listed = async () => (await olga.console('/administrators')).body['administrators'] as { id: string; email: string; roles: Record<string, string>; installation: boolean; invited: boolean }[];
  const tokenOf = (link: unknown) => String(link).split('/').at(-1) ?? '';

  test('are invited by a link that works once', async () => {
    const made = await olga.console('/administrators', { body: { email: 'Ines@acme.example', name: 'Ines', roles: { [courseway.applicationId]: 'sender' } } });
    expect(made.body['link']).toMatch(new RegExp(`^${courseway.publicUrl}/console/invited/[A-Za-z0-9_-]{43}$`));
    expect((await listed()).find(({ id }) => id === made.body['id'])).toMatchObject({ email: 'ines@acme.example', invited: true, installation: false, roles: { [courseway.applicationId]: 'sender' } });
    expect((await new Browsing(courseway).signIn('ines@acme.example', '')).status).toBe(401);
    const token = tokenOf(made.body['link']);
    const ines = new Browsing(courseway);
    expect(codeOf(await ines.console('/invited', { body: { token, password: 'short' } }))).toEqual([400, 'password-refused']);
    expect((await ines.console('/invited', { body: { token, password: goodPassword } })).body).toMatchObject({ administrator: { email: 'ines@acme.example' }, applications: [{ id: courseway.applicationId, role: 'sender' }], installation: false });
    expect(codeOf(await new Browsing(courseway).console('/invited', { body: { token, password: goodPassword } }))).toEqual([403, 'link-refused']);
    expect(codeOf(await olga.console('/administrators', { body: { email: 'INES@acme.example', name: 'Again' } }))).toEqual([409, 'administrator-exists']);
    const again = await olga.console(`/administrators/${made.body['id']}/link`, { method: 'POST' });
    expect((await ines.console('/session')).status).toBe(200);
    expect((await new Browsing(courseway).console('/invited', { body: { token: tokenOf(again.body['link']), password: 'walnut-harbour-teapot-4' } })).status).toBe(200);
    expect((await ines.console('/session')).status).toBe(401);
  });

  test.each([
    [{ name: 'x' }, 400, 'invalid-input'], [{ email: 'no address', name: 'x' }, 400, 'invalid-input'], [{ email: 'a@acme.example', name: ' ' }, 400, 'invalid-input'], [{ email: 'a@acme.example', name: 'A', roles: { TESTAPP: 'king' } }, 400, 'invalid-input'],
    [{ email: 'a@acme.example', name: 'A', roles: { NOWHERE: 'viewer' } }, 404, 'application-unknown'], [{ email: 'a@acme.example', name: 'A', roles: { MANAGEMENT: 'owner' } }, 404, 'application-unknown'],
  ])('%j invites nobody', async (body, status, code) => {
    expect(codeOf(await olga.console('/administrators', { body }))).toEqual([status, code]);
    expect((await listed()).map(({ email }) => email)).not.toContain('a@acme.example');
  });

  test('what they may changes at once', async () => {
    const rita = await invited(courseway, olga, { email: 'rita@acme.example', roles: { [courseway.applicationId]: 'viewer' } });
    const title = () => rita.v2('/courses/safety/title', { method: 'PUT', body: { title: 'Safety' } });
    expect((await title()).status).toBe(403);
    expect((await olga.console(`/administrators/${rita.id}`, { method: 'PUT', body: { roles: { [courseway.applicationId]: 'author' } } })).status).toBe(204);
    expect((await title()).status).toBe(204);
    await olga.console(`/administrators/${rita.id}`, { method: 'PUT', body: { roles: {} } });
    expect((await title()).status).toBe(404);
    expect((await olga.console(`/administrators/${rita.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(codeOf(await title())).toEqual([401, 'signed-out']);
    expect(codeOf(await olga.console(`/administrators/${rita.id}`, { method: 'DELETE' }))).toEqual([404, 'administrator-unknown']);
  });

  test('the last owner of the installation who can sign in stays', async () => {
    const me = (await olga.console('/session')).body['administrator'] as { id: string };
    await olga.console('/administrators', { body: { email: 'waiting@acme.example', name: 'Not in yet', installation: true } });
    expect(codeOf(await olga.console(`/administrators/${me.id}`, { method: 'DELETE' }))).toEqual([409, 'last-owner']);
    expect(codeOf(await olga.console(`/administrators/${me.id}`, { method: 'PUT', body: { installation: false } }))).toEqual([409, 'last-owner']);
    const second = await invited(courseway, olga, { email: 'second@acme.example', installation: true });
    const both = await Promise.all([olga.console(`/administrators/${second.id}`, { method: 'DELETE' }), second.console(`/administrators/${me.id}`, { method: 'DELETE' })]);
    expect(both.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
    expect((await Promise.all([olga.console('/session'), second.console('/session')])).map(({ status }) => status).sort()).toEqual([200, 401]);
  });
});
