import { createHmac } from 'node:crypto';
import { VerifyCredential } from '../../../src/applications/verify-credential';
import { operationAccess, operationOf } from '../../../src/api/v2/operation-access.rules';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../../support/boot';
import { download, launch, makeDispatch, moveClock, publishCourse } from '../../support/dispatching';
import { invite } from '../../support/inviting';
import { goodBody, goodForm, goodPath, isPublic, isUnoffered, makeOneOfEverything, managementAuthorization, named, needsManagement, type Values } from '../../support/one-of-everything';
import { TestReceiver } from '../../support/receiver';
import { type Route, v2RoutesOf } from '../../support/routes';

/** The published scopes, written down here a second time. */
const scopes = ['admin', 'read:learner', 'write:learner', 'read:ping', 'read:reporting', 'read:about', 'read', 'write', 'delete'].concat(
  ['course', 'dispatch', 'invitation', 'registration', 'xapicredential', 'xapipipe', 'appmgmt'].flatMap((noun) => ['read', 'write', 'delete'].map((verb) => `${verb}:${noun}`)),
);
const verbs: Record<string, string> = { GET: 'read', HEAD: 'read', POST: 'write', PUT: 'write', DELETE: 'delete' };
const nouns: Record<string, string> = { courses: 'course', dispatch: 'dispatch', registrations: 'registration', postbacks: 'registration', invitations: 'invitation', learner: 'learner', reporting: 'reporting', ping: 'ping', about: 'about', appManagement: 'appmgmt' };
/** Where the published table departs from verb and noun. */
const exceptions: Record<string, string> = {
  'POST /registrations/:registrationId/launchLink': 'read:registration',
  'POST /courses/:courseId/preview': 'read:course',
  'POST /courses/:courseId/versions/:versionId/preview': 'read:course',
  'POST /learner/:learnerId/delete-information': 'admin',
  'GET /postbacks/secret': 'write:registration', // it signs
  'GET /postbacks/events': 'write:registration', // an address may hold a secret
};
const isTokenRoute = ({ path }: Route) => /\/token$/.test(path);
const nounOf = ([, service = '', part = '']: string[]) => (service === 'xapi' ? { credentials: 'xapicredential', statementPipes: 'xapipipe' }[part] : nouns[service]);
const narrowOf = (route: Route) => exceptions[named(route)] ?? (isUnoffered(route) /* no published scopes */ ? 'basic' : `${verbs[route.method]}:${nounOf(route.path.split('/'))}`);
const filled = (path: string, values: Record<string, string> = {}) => path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? (name === 'versionId' || name === 'instanceId' ? '0' : 'nothing-here')));

let courseway: Booted;
let routes: Route[];
beforeAll(async () => {
  courseway = await bootCourseway();
  routes = v2RoutesOf(courseway).filter((route) => !isPublic(route));
});
afterAll(() => courseway.close());

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const ask = async (route: Route, authorization: string | undefined, values?: Record<string, string>, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${courseway.publicUrl}/api/v2${filled(route.path, values)}`, {
    method: route.method, headers: { ...(authorization && { authorization }), ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} };
};
async function tokenFor(scope: string, expiration = 3600): Promise<string> {
  const answer = await courseway.api('/oauth/authenticate/application/token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ scope, expiration: String(expiration) }).toString() });
  return ((await answer.json()) as { access_token: string }).access_token;
}
/** The routes whose answer is not as wanted, by name. */
async function failing(wanted: (route: Route) => Promise<boolean>, of = routes): Promise<string[]> {
  const wrong: string[] = [];
  for (const route of of) if (!(await wanted(route))) wrong.push(named(route));
  return wrong;
}

test('one operation alone is public', () => {
  expect(v2RoutesOf(courseway).filter(isPublic)).toHaveLength(1);
  expect(Object.entries(operationAccess).filter(([, access]) => access === 'public').map(([operation]) => operation)).toEqual(['GET /dispatch/dispatches/{}/launches']);
});

test('every route stands in the table of operations, with the published scope', () => {
  expect(routes.length).toBeGreaterThan(50);
  const access = routes.map((route) => `${named(route)}: ${operationAccess[operationOf(route.method, route.path)] ?? 'NOT IN THE TABLE'}`);
  expect(access).toEqual(routes.map((route) => `${named(route)}: ${isTokenRoute(route) ? 'basic' : `${needsManagement(route) ? 'management ' : ''}${narrowOf(route)}`}`));
});

test('401 without credentials and with wrong ones, in one and the same wording', async () => {
  const [ping] = routes.filter(({ path }) => path === '/ping') as [Route];
  const wrong = [
    undefined, '', 'Basic', 'Basic !!!', basic('TESTAPP', 'wrong'), basic('TESTAPP', ''), basic('', courseway.secret), basic('testapp', courseway.secret), basic('NOBODY', courseway.secret),
    basic("TESTAPP' OR 1=1 --", 'x'), `Digest ${courseway.secret}`, 'Bearer', 'Bearer x.y.z', `Bearer ${courseway.secret}`, `Bearer ${basic('TESTAPP', courseway.secret)}`,
  ];
  const seen = new Set<string>();
  const open = await failing(async (route) => {
    for (const authorization of route === ping ? wrong : [undefined, 'Bearer x.y.z', basic('NOBODY', courseway.secret), basic('TESTAPP', 'wrong')]) {
      const { status, body } = await ask(route, authorization);
      if (status !== 401) return false;
      if (route.method !== 'HEAD') seen.add(JSON.stringify({ ...body, reference: '' }));
    }
    return true;
  });
  expect(open).toEqual([]);
  expect([...seen]).toEqual([JSON.stringify({ message: 'Authorization Required.', error: 'Authorization Required.', code: 'unauthorized', reference: '' })]);
});

test('exactly the narrow scope and the broad verb open an operation; every other scope is 403', async () => {
  const faults: string[] = [];
  for (const scope of scopes) {
    const authorization = `Bearer ${await tokenFor(scope)}`;
    for (const route of routes) {
      const narrow = narrowOf(route);
      const opens = !isTokenRoute(route) && !needsManagement(route) && (scope === narrow || (scope === narrow.split(':')[0] && !narrow.endsWith(':appmgmt')));
      const { status } = await ask(route, authorization);
      const isOpen = status !== 401 && status !== 403;
      if (opens !== isOpen || status >= 500 || (!opens && status !== 403)) faults.push(`${scope}: ${named(route)} -> ${status}`);
    }
  }
  expect(faults).toEqual([]);
}, 120_000);

test('a token of many scopes opens what each of them opens', async () => {
  const authorization = `Bearer ${await tokenFor('read:course write:dispatch')}`;
  const open = [];
  for (const route of routes) if ((await ask(route, authorization)).status !== 403) open.push(narrowOf(route));
  expect(new Set(open)).toEqual(new Set(['read:course', 'write:dispatch']));
});

test('credentials of application management are 403 everywhere but in application management', async () => {
  const open = await failing(async (route) => (await ask(route, basic('MANAGEMENT', 'test-secret-of-management'))).status === 403, routes.filter(({ path }) => !path.startsWith('/appManagement')));
  expect(open.filter((route) => !route.endsWith('/token'))).toEqual([]);
});

test('unknown scopes and ends of life out of range give no token', async () => {
  const asked = async (form: Record<string, string>) => (await courseway.api('/oauth/authenticate/application/token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(form).toString() })).status;
  for (const scope of ['', 'all', 'READ', '*', 'read:*', 'read:nothing', 'read admin:course', '__proto__', 'constructor']) expect([scope, await asked({ scope })]).toEqual([scope, 400]);
  for (const expiration of ['0', '-1', '59', '43201', '1e9', 'NaN', '60.5', '']) expect([expiration, await asked({ scope: 'read', expiration })]).toEqual([expiration, 400]);
  expect(await asked({ scope: 'read', expiration: '60' })).toBe(200);
});

describe('tokens', () => {
  const ping = { method: 'GET', path: '/ping' };
  const status = async (token: string) => (await ask(ping, `Bearer ${token}`)).status;

  test('one of read:ping works until its end', async () => {
    const token = await tokenFor('read:ping', 60);
    expect(await status(token)).toBe(200);
    const back = moveClock(courseway, 59_000);
    expect(await status(token)).toBe(200);
    back();
    const backAgain = moveClock(courseway, 61_000);
    expect(await status(token)).toBe(401);
    backAgain();
  });

  test('an altered one is 401, wherever it is altered', async () => {
    const token = await tokenFor('read:course');
    const accepted: string[] = [];
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      if ((await status(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)) !== 401) accepted.push(`character ${at} of ${token.length}`);
    }
    for (const more of ['=', '.', '.x', 'A', '!', token]) if ((await status(token + more)) !== 401) accepted.push(`followed by ${more.slice(0, 3)}`);
    for (const part of [token.slice(1), token.slice(0, -1), token.split('.').reverse().join('.'), token.split('.').slice(0, 2).join('.'), token.toLowerCase()]) if ((await status(part)) !== 401) accepted.push(part);
    expect(accepted).toEqual([]);
  });

  test('`alg` tricks, own signatures and tokens of other purposes are 401', async () => {
    const [head = '', body = ''] = (await tokenFor('read:ping')).split('.');
    const code = (value: object | string) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
    const payload = code({ a: 'TESTAPP', c: 'x', s: ['read', 'read:ping'], exp: 9_999_999_999, sub: 'TESTAPP', scope: 'read' });
    const own = (text: string, key: string) => createHmac('sha256', key).update(text).digest('base64url');
    const unsigned = ['none', 'None', 'HS256', 'RS256'].flatMap((alg) => [`${code({ alg, typ: 'JWT' })}.${payload}.`, `${code({ alg, typ: 'JWT' })}.${payload}`, `${code({ alg, typ: 'JWT' })}.${payload}.${own(payload, courseway.secret)}`]);
    const forged = [`${head}.${payload}.`, `${head}.${payload}.${own(payload, '')}`, `${head}.${payload}.${own(payload, courseway.secret)}`, `${head}.${body}.${own(body, 'undefined')}`, `${code('["TESTAPP"]')}.${payload}.x`, `${code('{}')}.${body}.x`, `${code('["__proto__","constructor"]')}.${body}.x`];
    for (const token of [...unsigned, ...forged]) expect([token, await status(token)]).toEqual([token, 401]);
  });

  test('a launch link, a session, a file token and a relay token open nothing here', async () => {
    const made = await makeDispatch(courseway);
    const answer = await launch(courseway, await download(courseway, made.id));
    expect(answer.result).toBe('welcome');
    const session = answer.playUrl.split('/').at(-1) ?? '';
    const head = (await tokenFor('read:ping')).split('.')[0];
    for (const token of [answer.token, session, `${head}.${answer.token}`, `${head}.${session}`]) expect(await status(token)).toBe(401);
  });

  test('tokens end with the credential that asked for them', async () => {
    const other = await courseway.otherTenant();
    const asked = await other.api('/oauth/authenticate/application/token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'scope=read' });
    const token = ((await asked.json()) as { access_token: string }).access_token;
    expect(await status(token)).toBe(200);
    const unit = courseway.get(UnitOfWork);
    const enable = async (enabled: number) => {
      await unit.run(() => unit.execute('UPDATE credentials SET enabled = ? WHERE application_id = ?', [enabled, other.applicationId]));
      courseway.get(VerifyCredential).forget(other.applicationId);
    };
    await enable(0);
    expect([await status(token), (await other.api('/ping')).status]).toEqual([401, 401]);
    await enable(1);
    expect([await status(token), (await other.api('/ping')).status]).toEqual([200, 200]);
    await unit.run(() => unit.execute("UPDATE credentials SET secret_hash = 'changed' WHERE application_id = ?", [other.applicationId]));
    courseway.get(VerifyCredential).forget(other.applicationId);
    expect([await status(token), (await other.api('/ping')).status]).toEqual([401, 401]);
  });
});

describe('another tenant', () => {
  let mine: Booted;
  let theirs: Awaited<ReturnType<Booted['otherTenant']>>;
  let receiver: TestReceiver;
  let values: Values;
  /** A PUT of a destination or statement pipe makes one, in the namespace of who asks; the list of suppressed addresses and the application's settings are the asker's own. */
  const makesItsOwn = (route: Route) => ['PUT /dispatch/destinations/:destinationId', 'PUT /xapi/statementPipes/:statementPipeId'].includes(named(route)) || /suppressions\/|^\/appManagement\/configuration/.test(route.path);

  beforeAll(async () => {
    mine = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
    theirs = await mine.otherTenant();
    receiver = await TestReceiver.start((response) => response.end('bytes'));
    values = await makeOneOfEverything(mine, new URL(receiver.url).origin);
  });
  afterAll(async () => {
    await mine?.close();
    await receiver?.stop();
  });

  const call = (api: typeof theirs.api, route: Route, n?: number) => {
    const headers = { ...(needsManagement(route) && { authorization: managementAuthorization }) };
    return api(goodPath(route, values), { method: route.method, body: goodForm(route) ?? goodBody(route, values, n), headers });
  };
  const withId = () => routes.filter((route) => route.path.includes(':') && !isUnoffered(route) && !needsManagement(route));
  const everything = async () => {
    const seen: Record<string, unknown> = {};
    for (const route of withId().filter(({ method, path }) => method === 'GET' && !/(zip|asset|csv)$/.test(path))) seen[named(route)] = await (await call(mine.api, route)).json();
    return seen;
  };

  test('gets 404 for every route with an id, and changes nothing', async () => {
    const before = await everything();
    const answers: string[] = [];
    for (const route of withId().sort((a, b) => Number(makesItsOwn(a)) - Number(makesItsOwn(b)))) {
      const answer = await call(theirs.api, route);
      if (answer.status !== 404 && !makesItsOwn(route)) answers.push(`${named(route)} -> ${answer.status} ${(await answer.text()).slice(0, 200)}`);
    }
    expect(answers).toEqual([]);
    expect(await everything()).toEqual(before);
    const lists = ['/courses', '/registrations', '/dispatch/dispatches', '/invitations', '/invitations/private', '/invitations/public'].map(async (path) => Object.values((await (await theirs.api(path)).json()) as object).flat());
    expect(await Promise.all(lists)).toEqual([[], [], [], [], [], []]);
  });

  test('cannot refer to them in a body either', async () => {
    const before = await everything();
    const { destinationId = '', courseId = '', dispatchId = '', privateId = '', registrationId = '', learnerId = '' } = values;
    await publishCourse({ ...mine, applicationId: theirs.applicationId }, 'own');
    await theirs.api(`/dispatch/destinations/${destinationId}`, { method: 'DELETE' }); // the one of their own under this id
    await theirs.api('/dispatch/destinations', { method: 'POST', body: { destinations: [{ id: 'their-own', data: { name: 'Own' } }] } });
    const refused = [
      theirs.api('/registrations', { method: 'POST', body: { courseId, registrationId: 'new', learner: { id: 'eve' } } }),
      ...['private', 'public'].map((kind) => theirs.api(`/invitations/${kind}`, { method: 'POST', body: { courseId, creatingUserEmail: 'e@x.example', invitationEmail: { addresses: ['e@x.example'] } } })),
      ...[['courses', courseId], ['registrations', registrationId], ['learner', learnerId], ['invitations', privateId], ['dispatch/destinations', destinationId], ['dispatch/dispatches', dispatchId]].map(([of, id]) => theirs.api(`/${of}/tags`, { method: 'PUT', body: { ids: [id], tags: ['stolen'] } })),
      theirs.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id: 'new', data: { destinationId: 'their-own', courseId } }] } }),
      theirs.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id: 'new', data: { destinationId, courseId } }] } }),
    ];
    for (const answer of await Promise.all(refused)) expect([answer.url, answer.status]).toEqual([answer.url, 404]);
    await theirs.api('/dispatch/dispatches?tags=mine', { method: 'PUT', body: { enabled: false } });
    await theirs.api('/dispatch/dispatches?tags=mine', { method: 'DELETE' });
    await theirs.api(`/dispatch/dispatches?filter=${dispatchId}`, { method: 'DELETE' });
    const own = await invite(theirs, 'own', ['their@x.example']);
    expect((await theirs.api(`/invitations/private/${own}/recipients/${values['recipientId']}`, { method: 'PUT', body: { revoked: true } })).status).toBe(404);
    expect((await theirs.api(`/invitations/private/${own}/recipients/${values['recipientId']}/resend`, { method: 'POST' })).status).toBe(404);
    expect(await everything()).toEqual(before);
  });

  test('the owner is served on the same routes, and on all others, by what they were sent here', async () => {
    // Erasure and what takes other things with it come last, the smaller before the larger.
    const last = [
      'DELETE /registrations/:registrationId/instances/:instanceId', 'DELETE /registrations/:registrationId', 'POST /learner/:learnerId/delete-information', 'DELETE /dispatch/dispatches/:dispatchId',
      'DELETE /dispatch/destinations/:destinationId/dispatches', 'DELETE /dispatch/destinations/:destinationId', 'DELETE /courses/:courseId/versions/:versionId', 'DELETE /courses/:courseId',
      'DELETE /appManagement/:childAppId/credentials/:credentialId', 'DELETE /appManagement/applications/:childAppId',
    ];
    const order = (route: Route) => (route.method !== 'DELETE' && !last.includes(named(route)) ? 0 : 1 + last.indexOf(named(route)) + 1);
    const answers: string[] = [];
    for (const route of [...routes].sort((a, b) => order(a) - order(b))) {
      const answer = await call(mine.api, route, 2);
      const text = await answer.text();
      if (isUnoffered(route) ? answer.status !== 501 : answer.status >= 300) answers.push(`${named(route)} -> ${answer.status} ${text.slice(0, 200)}`);
    }
    expect(answers).toEqual([]);
  });
});

test('an application or key that is not there is 404 for application management, a key of another application too', async () => {
  const own = await makeOneOfEverything(courseway);
  const made = await courseway.api('/appManagement/applications', { method: 'POST', body: { name: 'Another' }, headers: { authorization: managementAuthorization } });
  const { id: another = '' } = (await made.json()) as { id?: string };
  const answers: string[] = [];
  for (const route of routes.filter((one) => needsManagement(one) && one.path.includes(':')))
    for (const [id, value] of [['childAppId', 'nobody'], ['childAppId', another], ['credentialId', 'nobody']] as const) {
      if (!route.path.includes(`:${id}`) || (value === another && !route.path.includes(':credentialId'))) continue;
      const values = { ...own, [id]: value };
      const answer = await courseway.api(goodPath(route, values), { method: route.method, body: goodBody(route, values), headers: { authorization: managementAuthorization } });
      if (answer.status !== 404) answers.push(`${named(route)} with ${id} ${value} -> ${answer.status}`);
    }
  expect(answers).toEqual([]);
});
