import { request } from 'node:http';
import { type Booted, bootCourseway } from '../../support/boot';
import { type Download, download, launch, launchBody, makeDispatch } from '../../support/dispatching';
import { endOfSending, invite, openInvitation, recipientsOf } from '../../support/inviting';
import { type Route, v2RoutesOf } from '../../support/routes';

let courseway: Booted;
let routes: Route[];
let made: { id: string; destinationId: string; courseId: string };
let loaded: Download;
let playPath = '';
let relayToken = '';
let invitations = { private: '', public: '', recipientId: '' };
beforeAll(async () => {
  courseway = await bootCourseway();
  routes = v2RoutesOf(courseway);
  made = await makeDispatch(courseway);
  loaded = await download(courseway, made.id);
  const answer = await launch(courseway, loaded);
  playPath = new URL(answer.playUrl).pathname;
  relayToken = answer.token;
  await courseway.api('/registrations', { method: 'POST', body: { courseId: made.courseId, registrationId: 'registered', learner: { id: 'anna' } } });
  const invited = await invite(courseway, made.courseId, ['invited@x.example']);
  await endOfSending(courseway, invited);
  invitations = { private: invited, public: (await openInvitation(courseway, made.courseId)).id, recipientId: (await recipientsOf(courseway, invited))[0]?.recipientId ?? '' };
});
afterAll(() => courseway.close());

interface Sent {
  method: string;
  path: string;
  host?: string;
  type?: string;
  body?: Buffer | string;
}
interface Answer {
  status: number;
  type: string;
  text: string;
  isHead?: boolean;
}

/** A request byte for byte as given: fetch would mend paths and headers. */
function send({ method, path, host, type = 'application/json', body }: Sent): Promise<Answer> {
  const { port } = new URL(courseway.publicUrl);
  const authorization = `Basic ${Buffer.from(`${courseway.applicationId}:${courseway.secret}`).toString('base64')}`;
  const data = body === undefined ? undefined : Buffer.from(body as string);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, agent: false, headers: { host: host ?? new URL(courseway.publicUrl).host, authorization, ...(data && { 'content-type': type, 'content-length': data.length }) } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ isHead: method === 'HEAD', status: answer.statusCode ?? 0, type: String(answer.headers['content-type'] ?? ''), text: Buffer.concat(chunks).toString('utf8') }));
      },
    );
    sent.on('error', reject);
    sent.end(data);
  });
}

const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

/** Bodies that are wrong for whatever route they reach. */
const bodies: [string, string | Buffer, string?][] = [
  ['nothing', ''], ['spaces', '   '], ['null', 'null'], ['true', 'true'], ['a number', '42'], ['an endless number', '1e999'], ['a string', '"text"'], ['an empty string', '""'], ['an empty list', '[]'],
  ['a list of lists', '[[[]]]'], ['an empty object', '{}'], ['an object of another kind', '{"a":1}'], ['cut off', '{"a":'], ['two values', '{}{}'], ['a comma too many', '{"a":1,}'], ['a comment', '/* */{}'],
  ['NaN', '{"a":NaN}'], ['a lone surrogate', '{"title":"\\ud800","tags":["\\ud800"],"name":"\\udfff"}'], ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0xc0, 0xaf, 0x7d])],
  ['overlong UTF-8 in a string', Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xc0, 0x80, 0xed, 0xa0, 0x80]), Buffer.from('"}')])], ['a byte order mark', '\ufeff{}'], ['UTF-16', Buffer.from('{"title":"x"}', 'utf16le')],
  ['U+0000 everywhere', '{"title":"a\\u0000b","name":"\\u0000","tags":["\\u0000"],"url":"http://x.test/\\u0000","redirectOnExitUrl":"\\u0000","scope":"\\u0000","startSco":"\\u0000"}'],
  ['__proto__', '{"__proto__":{"isManagement":true,"title":"x"},"constructor":{"prototype":{"x":1}}}'], ['__proto__ as a value', '{"title":"__proto__","tags":["__proto__","constructor"],"name":"__proto__"}'],
  ['toString as a member', '{"toString":1,"valueOf":2,"hasOwnProperty":3,"then":4,"toJSON":5}'], ['one member many times', `{${'"title":"a",'.repeat(5000)}"title":7}`],
  ['many members', `{${Array.from({ length: 20_000 }, (_, i) => `"m${i}":1`).join(',')}}`], ['a deep list', nested(50_000, '[', ']')], ['a deep object', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ['deep settings', `{"name":"x","settings":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`], ['a long string', JSON.stringify({ title: 'x'.repeat(1_000_000), name: 'y'.repeat(500_000) })], ['binary', Buffer.from(Array.from({ length: 2048 }, (_, i) => i % 256))],
  ['a form', 'a=1&__proto__=2&%ff=%zz', 'application/x-www-form-urlencoded'], ['a form of many fields', Array.from({ length: 20_000 }, (_, i) => `f${i}=${i}`).join('&'), 'application/x-www-form-urlencoded'], ['text', 'text', 'text/plain'],
  ['XML', '<a/>', 'application/xml'], ['multipart without a boundary', '--x\r\n\r\n--x--', 'multipart/form-data'], ['multipart cut off', '--x\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\n\r\nPK', 'multipart/form-data; boundary=x'],
  ['multipart without a part', '--x--\r\n', 'multipart/form-data; boundary=x'], ['an unknown type', 'x', 'no/such; charset=nonsense'], ['a broken type', '{}', ';;;'],
];
const oddValues: unknown[] = [null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, '', ' ', '\0', 'x'.repeat(5000), '\ud800', '../..', '🚀', [], [null], {}, { __proto__: null }, [[]], '<script>', "' OR 1=1", 'NaN', '9999-99-99T00:00:00Z', Array(2000).fill('x')];

const goodBodies = (): Record<string, object> => ({
  'POST /oauth/authenticate/application/token': { scope: 'read', expiration: 300 },
  'POST /appManagement/token': { permissions: { scopes: ['read'], applicationName: 'x' }, expiry: '2030-01-01T00:00:00Z' },
  'PUT /courses/:courseId/title': { title: 'A title' },
  'POST /courses/importJobs': { url: 'http://127.0.0.1:1/course.zip' },
  'POST /dispatch/destinations': { destinations: [{ id: 'd1', data: { name: 'Name', tags: ['a'], email: 'a@b.test', notes: 'n', launchAuth: { type: 'cookies', options: { ipAddress: true, expiry: 1 } }, settings: { launchMode: 'frame', allowedOrigins: [] }, preset: 'moodle' } }] },
  'PUT /dispatch/destinations/:destinationId': { name: 'Name', tags: ['a'], settings: { language: 'de', newPerKeyHour: 1 } },
  'POST /dispatch/dispatches': { dispatches: [{ id: 'x1', data: { destinationId: made.destinationId, courseId: made.courseId, registrationCap: 1, expirationDate: '2030-01-01', postBack: { url: 'https://x.test/', authType: 'form' }, tags: ['t'], notes: 'n', enabled: true } }] },
  'PUT /dispatch/dispatches/:dispatchId': { registrationCap: 3, expirationDate: 'none', notes: 'n', allowNewRegistrations: true, registrationCount: 1 },
  'PUT /dispatch/dispatches': { notes: 'n', registrationCap: 1 },
  'PUT /registrations/tags': { ids: ['registered'], tags: ['y'] },
  'PUT /learner/tags': { ids: ['anna'], tags: ['y'] },
  'POST /learner/:learnerId/updateInfo': { id: 'anna', firstName: 'F', lastName: 'L', email: 'e@x.test' },
  'POST /registrations': { courseId: made.courseId, registrationId: 'r1', learner: { id: 'l', firstName: 'F', lastName: 'L', email: 'e@x.test' }, xapiRegistrationId: 'd5e1bd0c-9d4b-4f3e-8a53-0f5e0d9a2a11', postBack: { url: 'https://x.test/' }, registrationTags: ['t'] },
  'POST /invitations/private': {
    courseId: made.courseId, creatingUserEmail: 'a@b.example', invitationEmail: { subject: 's', body: 'b [URL]', addresses: ['c@d.example'] }, expirationDate: '2030-01-01', tags: ['t'],
    duplicateRegistrationOption: 'FAIL', recipients: [{ email: 'e@f.example', firstName: 'F', lastName: 'L', locale: 'de', fields: { team: 'x' } }], sendDate: '2030-01-01', dueDate: '2030-01-02',
    timeZone: 'UTC', reminders: [-1], daysToComplete: 3, registrationCap: 4, consumeSeat: 'launch', locale: 'en', postBack: { url: 'https://x.test/' },
  },
  'PUT /invitations/private/:invitationId': { allowLaunch: true, invitationEmail: { subject: 's', addresses: ['g@h.example'] }, expirationDate: 'none', sending: 'paused', reminders: true, dueDate: '2030-01-01' },
  'POST /invitations/public': { courseId: made.courseId, creatingUserEmail: 'a@b.example', registrationCap: 2, expirationDate: '2030-01-01', asksCode: true, allowedDomains: ['x.example'], opensDate: '2029-01-01' },
  'PUT /invitations/public/:invitationId': { allowLaunch: true, allowNewRegistrations: false, registrationCap: 1, expirationDate: 'none', asksCode: false },
  'POST /invitations/private/:invitationId/recipients': { recipients: [{ email: 'i@j.example' }] },
  'PUT /invitations/private/:invitationId/recipients/:recipientId': { email: 'k@l.example', firstName: 'F', revoked: false },
  'PUT /invitations/suppressions/:address': { scope: 'reminders', reason: 'x' },
  'POST /postbacks/replay': { state: 'failed', registrationId: 'r', since: '2030-01-01', until: '2030-01-02' },
  'POST /registrations/postBackTest': { url: 'http://127.0.0.1:1/', authType: 'FORM', userName: 'u', password: 'p', resultsFormat: 'FULL', legacy: true },
  'POST /appManagement/applications': { name: 'n' },
  'PUT /appManagement/applications/:childAppId': { name: 'n', allowDelete: true },
  'POST /xapi/credentials': { name: 'n', info: 'i', secret: 's', isEnabled: true, auth: { xapiCredentialAuthType: 'BASICAUTH' }, permissionsLevel: { xapiCredentialPermissionsLevel: 'USER' } },
  'PUT /xapi/credentials/:xapiCredentialId': { name: 'n', info: 'i', secret: 's', isEnabled: true, auth: { xapiCredentialAuthType: 'OAUTH' }, permissionsLevel: { xapiCredentialPermissionsLevel: 'ROOT' } },
  'POST /xapi/statementPipes': { source: { url: 'https://x.test/', userName: 'u', password: 'p' }, target: { url: 'https://y.test/', userName: 'u', password: 'p' } },
  'PUT /xapi/statementPipes/:statementPipeId': { target: { url: 'https://y.test/', userName: 'u', password: 'p' } },
  'POST /registrations/:registrationId/launchLink': { redirectOnExitUrl: 'closer', expiry: 60, tracking: true, startSco: 'sco-1', culture: 'de', learnerTags: ['t'], additionalvalues: [{ item: 'i', value: 'v' }], launchAuth: { type: 'vault', options: { expiry: 1 } } },
});
const goodBody = (route: Route): object =>
  goodBodies()[`${route.method} ${route.path}`] ?? (/^\/dispatch\/[a-z]+\/tags$/.test(route.path) ? { ids: ['x'], tags: ['y'] } : /tags$/.test(route.path) ? { tags: ['a'] } : /configuration$/.test(route.path) ? { settings: [{ settingId: 'PlayerTimeLimit', value: '5', explicit: true }] } : { enabled: true });

/** `value` with one field after the other, however deep, replaced by `odd`. */
function* replacedIn(value: unknown, odd: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) for (const changed of [odd, ...replacedIn(one, odd)]) yield value.map((old, j) => (i === j ? changed : old));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) for (const changed of [odd, ...replacedIn(one, odd)]) yield { ...value, [name]: changed };
  }
}

const values: Record<string, string> = { registrationId: 'registered', learnerId: 'anna', versionId: '0', instanceId: '0' };
/** What a DELETE names is not there: the things are still needed. */
const pathOf = ({ method, path }: Route) => `/api/v2${path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(method === 'DELETE' ? 'nothing-here' : { ...values, dispatchId: made.id, recipientId: invitations.recipientId, address: 'm@n.example', invitationId: path.startsWith('/invitations/private') ? invitations.private : invitations.public, destinationId: made.destinationId, courseId: made.courseId }[name] ?? 'nothing-here'))}`;
const changing = () => routes.filter(({ method }) => method !== 'GET' && method !== 'HEAD').sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));

function faultOfV2(answer: Answer): string {
  if (answer.status < 400 || answer.isHead) return answer.status < 500 || answer.status === 501 ? '' : `status ${answer.status}`;
  if (answer.status >= 500 && answer.status !== 501) return `status ${answer.status}: ${answer.text.slice(0, 200)}`;
  const body = (() => {
    try {
      return JSON.parse(answer.text) as Record<string, unknown>;
    } catch {
      return {};
    }
  })();
  const whole = ['message', 'error', 'code', 'reference'].every((name) => typeof body[name] === 'string' && body[name] !== '');
  return whole && answer.type.startsWith('application/json') ? '' : `no error of the API: ${answer.status} ${answer.type} ${answer.text.slice(0, 200)}`;
}

async function faultsOf(sent: Iterable<[string, Sent]>, fault = faultOfV2): Promise<string[]> {
  const faults: string[] = [];
  let count = 0;
  for (const [name, one] of sent) {
    count++;
    const found = fault(await send(one));
    if (found) faults.push(`${one.method} ${one.path} with ${name}: ${found}`);
  }
  expect(count).toBeGreaterThan(20);
  return faults;
}

describe('the v2 API', () => {
  test('refuses every malformed body with an error of its own kind', async () => {
    const sent = changing().flatMap((route) => bodies.map(([name, body, type]): [string, Sent] => [name, { method: route.method, path: pathOf(route), body, type }]));
    expect(await faultsOf(sent)).toEqual([]);
  }, 600_000);

  test('bears a wrong value in every field of every body', async () => {
    const sent = changing().filter(({ method }) => method !== 'DELETE').flatMap((route) =>
      oddValues.flatMap((odd) => [...replacedIn(goodBody(route), odd)].map((body): [string, Sent] => [JSON.stringify(body)?.slice(0, 300), { method: route.method, path: pathOf(route), body: JSON.stringify(body) }])));
    expect(await faultsOf(sent)).toEqual([]);
  }, 600_000);

  test('bears odd ids and broken percent-encoding in every place of every path', async () => {
    const ids = ['%', '%z', '%zz', '%c0%af', '%ff', '%00', '%ed%a0%80', '..', '%2e%2e', '%2F', 'a%2Fb', '%5c', '__proto__', 'constructor', '%20', '%F0%9F%9A%80', "'%20OR%201=1--", 'x'.repeat(300), 'x'.repeat(9000), '%25', '-1', '1e9', 'NaN', ';', '*', ':id'];
    const sent = routes.filter(({ path }) => path.includes(':')).flatMap((route) =>
      ids.flatMap((id) => [...route.path.matchAll(/:\w+/g)].map(([place]): [string, Sent] => {
        const path = pathOf({ method: route.method, path: route.path.replace(place, id.startsWith(':') ? '%3Aid' : id) });
        return [id.slice(0, 20), { method: route.method, path, ...(route.method !== 'GET' && { body: JSON.stringify(goodBody(route)) }) }];
      })));
    expect(await faultsOf(sent)).toEqual([]);
  }, 600_000);

  test('bears odd queries on every list and single thing', async () => {
    const names = ['since', 'until', 'filter', 'filterBy', 'orderBy', 'more', 'tags', 'courseId', 'learnerId', 'datetimeFilter', 'includeTotalCount', 'includeRuntime', 'includeChildResults', 'includeCourseMetadata', 'type', 'url', 'courseVersion', 'instanced', 'scope', 'expiration'];
    const odd = ['', '%', '%zz', '%ff', '%F0%28', 'x'.repeat(4000), '-1', '1e999', 'NaN', '__proto__', '9999-99-99', '0000-01-01', '275760-09-13T00:00:00Z', '2024-02-30T25:61:61Z', '2024-01-01T00:00:00+99:99', "'", '%25', '_%25', '%5C', 'eyJ4IjoxfQ', 'e30.e30', '<', ','.repeat(3000)];
    const queries = names.flatMap((name) => odd.map((value) => `${name}=${value}`)).concat(odd.map((value) => `${value}=1`), ['a&a&a', '&&&', '=', '?', 'since[]=1', 'since=1&since=2', 'tags[__proto__]=x', 'more=a&more=b', '__proto__[x]=1', '__proto__=1', 'constructor=1', 'filter=%00', '%00=1']);
    const sent = routes.filter(({ method }) => method === 'GET').flatMap((route) => queries.map((query): [string, Sent] => [query.slice(0, 60), { method: 'GET', path: `${pathOf(route)}?${query}` }]));
    // A whole product would be 12,000 calls: every query meets every third route, and all of them some.
    expect(await faultsOf(sent.filter((_, i) => i % 3 === 0))).toEqual([]);
  }, 600_000);

  test('refuses what is too large with 413, and lives on', async () => {
    const large = (of: Route) => `{"title":"${'x'.repeat((of.path.startsWith('/invitations/private') ? 33 : 3) * 1024 ** 2)}"}`; // many people in one call are no fault
    for (const route of changing().filter(({ path }) => !path.endsWith('/upload'))) {
      const answer = await send({ method: route.method, path: pathOf(route), body: large(route) }).catch(() => ({ status: 413, type: 'application/json', text: '{}' }));
      expect([route, answer.status]).toEqual([route, 413]);
    }
    expect((await courseway.api('/ping')).status).toBe(200);
  }, 60_000);

  test('knows no other methods and paths', async () => {
    const sent = (['PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'DELETE', 'PUT'] as const).flatMap((method) => ['/api/v2', '/api/v2/', '/api/v2//ping', '/api/v2/ping/', '/api/v2/nothing', '/api/v2/%', '//api/v2/ping', '/api/v2/../v2/ping', '/api/v2/ping%2f'].map((path): [string, Sent] => [path, { method, path }]));
    expect(await faultsOf(sent, (answer) => (answer.status >= 400 && answer.status < 500 ? '' : `${answer.status} ${answer.text.slice(0, 100)}`))).toEqual([]);
  });
});

describe('launch, relay and commits', () => {
  const places = () => [
    { path: `/api/d/${loaded.d}/launch`, good: launchBody(loaded.k) as object, host: new URL(courseway.publicUrl).host, limit: 64 * 1024 },
    { path: `/api/d/${loaded.d}/relay`, good: { token: relayToken, after: 0, wait: 0, ack: { rev: 1, wrote: ['x'], commit: true, error: '0', readback: { status: 'passed', score: '1' }, pointerStored: true } }, host: new URL(courseway.publicUrl).host, limit: 64 * 1024 },
    { path: `${playPath}/commits`, good: { activityId: 'sco-1', revision: 1, cmi: { 'cmi.core.lesson_status': 'passed' }, seconds: 1, final: false, current: 'sco-1', sequencing: { a: 1 }, globalObjectives: { o: { s: true } } }, host: new URL(courseway.contentUrl).host, limit: 8 * 1024 ** 2 },
  ];
  const fault = (answer: Answer) => {
    if (answer.status >= 500) return `status ${answer.status}: ${answer.text.slice(0, 200)}`;
    try {
      JSON.parse(answer.text);
      return '';
    } catch {
      return `no JSON: ${answer.status} ${answer.text.slice(0, 100)}`;
    }
  };

  test('answer every malformed body with JSON and never with a fault', async () => {
    const sent = places().flatMap(({ path, host }) => bodies.flatMap(([name, body, type]) => (type ? [type] : ['application/json', 'text/plain']).map((as): [string, Sent] => [name, { method: 'POST', path, host, body, type: as }])));
    expect(await faultsOf(sent, fault)).toEqual([]);
  }, 120_000);

  test('bear a wrong value in every field', async () => {
    const sent = places().flatMap(({ path, host, good }) => oddValues.flatMap((odd) => [...replacedIn(good, odd)].map((body): [string, Sent] => [JSON.stringify(body).slice(0, 300), { method: 'POST', path, host, body: JSON.stringify(body) }])));
    expect(await faultsOf(sent, fault)).toEqual([]);
  }, 600_000);

  test('refuse what is too large with 413', async () => {
    for (const { path, host, good, limit } of places()) {
      const body = JSON.stringify({ ...good, more: 'x'.repeat(limit) });
      const answer = await send({ method: 'POST', path, host, body }).catch(() => ({ status: 413 }));
      expect([path, answer.status]).toEqual([path, 413]);
    }
  });

  test('bear broken tokens and keys in the path', async () => {
    const odd = ['%', '%zz', '%ff', '%00', '..', '%2e%2e', '%2F', '__proto__', 'x'.repeat(9000), 'a.b', 'a.b.c', '.', 'e30.e30', '%F0%9F%9A%80'];
    const sent = odd.flatMap((id): [string, Sent][] => places().flatMap(({ path, host, good }) => [[id, { method: 'POST', path: path.replace(/[^/]+(?=\/[a-z]+$)/, id), host, body: JSON.stringify(good) }]] as [string, Sent][]));
    expect(await faultsOf(sent, fault)).toEqual([]);
    const pages = odd.flatMap((id): [string, Sent][] => [
      [id, { method: 'GET', path: `/play/${id}`, host: new URL(courseway.contentUrl).host }], [id, { method: 'GET', path: `/content/${id}/index.html`, host: new URL(courseway.contentUrl).host }],
      [id, { method: 'GET', path: `/launch/${id}` }], [id, { method: 'GET', path: `/d/${id}` }], [id, { method: 'GET', path: `/d/${id}/popup` }], [id, { method: 'GET', path: `/d/assets/${id}/shell.js` }],
      [id, { method: 'GET', path: `/player/${id}/${id}`, host: new URL(courseway.contentUrl).host }],
    ]);
    expect(await faultsOf(pages, (answer) => (answer.status >= 500 ? `status ${answer.status}` : ''))).toEqual([]);
  });
});
