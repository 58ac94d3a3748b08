import { request } from 'node:http';
import { type Booted, bootCourseway } from '../../support/boot';
import { type Download, download, launch, launchBody, makeDispatch } from '../../support/dispatching';
import { goodBody, goodPath, makeOneOfEverything, managementAuthorization, needsManagement, type Values } from '../../support/one-of-everything';
import { type Route, v2RoutesOf } from '../../support/routes';

let courseway: Booted;
let routes: Route[];
let values: Values;
let loaded: Download;
let playPath = '';
let relayToken = '';
beforeAll(async () => {
  courseway = await bootCourseway();
  routes = v2RoutesOf(courseway);
  values = await makeOneOfEverything(courseway);
  loaded = await download(courseway, (await makeDispatch(courseway)).id);
  const answer = await launch(courseway, loaded);
  playPath = new URL(answer.playUrl).pathname;
  relayToken = answer.token;
});
afterAll(() => courseway.close());

interface Sent {
  method: string;
  path: string;
  host?: string;
  type?: string;
  /** The header uploadedContentType. */
  kind?: string;
  body?: Buffer | string;
}
interface Answer {
  status: number;
  type: string;
  text: string;
  isHead?: boolean;
}

/** A request byte for byte as given: fetch would mend paths and headers. */
function send({ method, path, host, type = 'application/json', kind, body }: Sent): Promise<Answer> {
  const { port } = new URL(courseway.publicUrl);
  const isManaging = needsManagement({ method, path: path.replace('/api/v2', '') });
  const authorization = isManaging ? managementAuthorization : `Basic ${Buffer.from(`${courseway.applicationId}:${courseway.secret}`).toString('base64')}`;
  const data = body === undefined ? undefined : Buffer.from(body as string);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, agent: false, headers: { host: host ?? new URL(courseway.publicUrl).host, authorization, ...(kind !== undefined && { uploadedcontenttype: kind }), ...(data && { 'content-type': type, 'content-length': data.length }) } },
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

/** `value` with one field after the other, however deep, replaced by `odd`. */
function* replacedIn(value: unknown, odd: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) for (const changed of [odd, ...replacedIn(one, odd)]) yield value.map((old, j) => (i === j ? changed : old));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) for (const changed of [odd, ...replacedIn(one, odd)]) yield { ...value, [name]: changed };
  }
}

/** What would take the things away that are still needed is asked to delete what is not there. */
const isFatal = ({ method, path }: Route) => (method === 'DELETE' && /(:(?!settingId)\w+|\/dispatches)$/.test(path)) || path.endsWith('/delete-information');
const pathOf = (route: Route) => `/api/v2${goodPath(isFatal(route) ? { ...route, path: route.path.replace(/^(.*)(:\w+)/, '$1nothing-here') } : route, values)}`;
const withQuery = (route: Route, query: string) => `${pathOf(route)}${pathOf(route).includes('?') ? '&' : '?'}${query}`;
/** As JSON; `@@` in it stands for something new each time. */
let made = 0;
const jsonOf = (body: unknown): string => JSON.stringify(body).replaceAll('@@', String(++made));
const goodBodyOf = (route: Route) => goodBody(route, values, '@@');
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

/** What is refused hardly depends on the database: of a long list, after its first hundred, the embedded one gets two thirds and a server of one's own the other third; whose turn it is moves on from one hundred to the next. */
const isThird = (n: number) => n % 3 === Math.floor(n / 100) % 3;
const isSent = (n: number) => n < 100 || isThird(n) === Boolean(process.env['DATABASE_URL']);

async function faultsOf(sent: Iterable<[string, Sent]>, fault = faultOfV2): Promise<string[]> {
  const faults: string[] = [];
  let [count, n] = [0, 0];
  for (const [name, one] of sent) {
    if (!isSent(n++)) continue;
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
    const sent = changing().flatMap((route) =>
      [...oddValues.flatMap((odd) => [...replacedIn(goodBodyOf(route), odd)])].map(jsonOf).map((body): [string, Sent] => [body.slice(0, 300), { method: route.method, path: pathOf(route), body }]));
    expect(await faultsOf(sent)).toEqual([]);
  }, 600_000);

  test('bears odd ids and broken percent-encoding in every place of every path', async () => {
    const ids = ['%', '%z', '%zz', '%c0%af', '%ff', '%00', '%ed%a0%80', '..', '%2e%2e', '%2F', 'a%2Fb', '%5c', '__proto__', 'constructor', '%20', '%F0%9F%9A%80', "'%20OR%201=1--", 'x'.repeat(300), 'x'.repeat(9000), '%25', '-1', '1e9', 'NaN', ';', '*', ':id'];
    const sent = routes.filter(({ path }) => path.includes(':')).flatMap((route) =>
      ids.flatMap((id) => [...route.path.matchAll(/:\w+/g)].map(([place]): [string, Sent] => {
        const path = pathOf({ method: route.method, path: route.path.replace(place, id.startsWith(':') ? '%3Aid' : id) });
        const good = goodBodyOf(route);
        return [id.slice(0, 20), { method: route.method, path, ...(good && { body: jsonOf(good) }) }];
      })));
    expect(await faultsOf(sent)).toEqual([]);
  }, 600_000);

  test('bears odd queries on every list and single thing', async () => {
    const names = ['since', 'until', 'filter', 'filterBy', 'orderBy', 'more', 'pageSize', 'tags', 'courseId', 'learnerId', 'datetimeFilter', 'includeTotalCount', 'includeRuntime', 'includeChildResults', 'includeCourseMetadata', 'type', 'instanced', 'relativePath', 'includeMetadata', 'learningStandard', 'singleSco', 'state', 'registrationId', 'includeHistoryLog', 'includeDispatchCount', 'includeCourseCount'];
    const odd = ['', '%', '%zz', '%ff', '%F0%28', 'x'.repeat(4000), '-1', '1e999', 'NaN', '__proto__', '9999-99-99', '0000-01-01', '275760-09-13T00:00:00Z', '2024-02-30T25:61:61Z', '2024-01-01T00:00:00+99:99', "'", '%25', '_%25', '%5C', 'eyJ4IjoxfQ', 'e30.e30', '<', ','.repeat(3000)];
    const queries = names.flatMap((name) => odd.map((value) => `${name}=${value}`)).concat(odd.map((value) => `${value}=1`), ['a&a&a', '&&&', '=', '?', 'since[]=1', 'since=1&since=2', 'tags[__proto__]=x', 'more=a&more=b', '__proto__[x]=1', '__proto__=1', 'constructor=1', 'filter=%00', '%00=1']);
    const sent = routes.filter(({ method }) => method === 'GET').flatMap((route) => queries.map((query): [string, Sent] => [query.slice(0, 60), { method: 'GET', path: withQuery(route, query) }]));
    // A whole product would be 12,000 calls: every query meets every third route, and all of them some.
    expect(await faultsOf(sent.filter((_, i) => i % 3 === 0))).toEqual([]);
  }, 600_000);

  test('bears odd queries on every operation that changes something and reads one', async () => {
    const reads: [RegExp, string[]][] = [
      [/importJobs/, ['courseId', 'mayCreateNewVersion', 'postbackUrl']], [/asset/, ['relativePath', 'updateAssetPolicy']], [/^\/dispatch\/dispatches$/, ['courseId', 'since', 'until', 'datetimeFilter', 'tags', 'filter', 'filterBy', 'orderBy']],
      [/^\/registrations$/, ['courseVersion']], [/configuration/, ['learningStandard', 'singleSco']], [/delete-information/, ['userEmail']], [/recipients$/, ['dryRun']], [/token$/, ['scope', 'expiration']],
    ];
    const odd = ['', '%', '%ff', '%00', 'x'.repeat(4000), '-1', '1e999', '__proto__', '9999-99-99', '275760-09-13T00:00:00Z', "'", '%25', '..%2f..%2fx', '%2fetc%2fpasswd', 'http%3A%2F%2F127.0.0.1%3A1%2F', 'true', '0'];
    const sent = changing().flatMap((route) =>
      reads.filter(([of]) => of.test(route.path)).flatMap(([, names]) => names.flatMap((name) => odd.map((value): [string, Sent] => {
        const good = goodBodyOf(route);
        const alone = pathOf(route).replace(new RegExp(`([?&])${name}=[^&]*&?`), '$1'); // instead of the good one
        return [`${name}=${value.slice(0, 40)}`, { method: route.method, path: `${alone}${alone.includes('?') ? '&' : '?'}${name}=${value}`, ...(good && { body: jsonOf(good) }) }];
      }))));
    expect(await faultsOf(sent)).toEqual([]);
  }, 600_000);

  test('bears odd parts and headers in every upload', async () => {
    const odd = ['', '\0', 'a\0b', '../../x', '/etc/passwd', 'C:\\x', 'a/../b', '.', '..', 'x'.repeat(3000), '__proto__', '\ud800', '🚀', '{', 'null', '[]', '{"title":7}', '{"title":"\\u0000"}', `{"a":${'['.repeat(5000)}}`];
    const uploads = routes.filter(({ path }) => path.endsWith('/upload'));
    expect(uploads.length).toBe(3);
    const form = (parts: [string, string][]) => Buffer.from(`${parts.map(([head, text]) => `--x\r\ncontent-disposition: form-data; ${head}\r\n\r\n${text}\r\n`).join('')}--x--\r\n`);
    const type = 'multipart/form-data; boundary=x';
    const sent = uploads.flatMap((route) => odd.flatMap((text): [string, Sent][] => {
      const file: [string, string] = ['name="file"; filename="a.png"', 'bytes'];
      const fileNamed: [string, string] = [`name="file"; filename="${text.replace(/["\0]/g, '')}"`, 'bytes'];
      const other = route.path.includes('importJobs') ? 'contentMetadata' : 'destination';
      const to = { method: route.method, path: pathOf(route), type };
      return [
        [`${other} ${text.slice(0, 40)}`, { ...to, body: form([file, [`name="${other}"`, text]]), kind: 'audio/mpeg' }], [`${other} first ${text.slice(0, 40)}`, { ...to, body: form([[`name="${other}"`, text], file]) }],
        [`file name ${text.slice(0, 40)}`, { ...to, body: form([fileNamed, [`name="${other}"`, 'a.png']]), kind: 'application/pdf' }], [`kind ${text.slice(0, 40)}`, { ...to, body: form([file]), kind: text.replace(/[^\x20-\x7e]/g, '').slice(0, 1000) }],
      ];
    }));
    expect(await faultsOf(sent)).toEqual([]);
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
