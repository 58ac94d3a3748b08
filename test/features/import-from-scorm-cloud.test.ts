import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateApplication } from '../../src/applications/create-application';
import { moveIn } from '../../src/cli/import-from-scorm-cloud';
import { type ApiInit, type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { importCourse } from '../support/courses';
import { download, launch, report } from '../support/dispatching';
import { FlakyProxy } from '../support/flaky-proxy';
import { endOfSending, invite, openInvitation, recipientsOf } from '../support/inviting';
import { learning } from '../support/learning';
import { makeScorm12Zip, makeScorm2004Zip } from '../support/make/course-packages';

type Json = Record<string, unknown> & { data: Json; settingItems: Json[] };
interface Tenant {
  applicationId: string;
  secret: string;
  api: Booted['api'];
}

const folder = mkdtempSync(join(tmpdir(), 'courseway-moving-'));
const courseId = 'Kurs 1/ü';
const details = '?includeChildResults=true&includeRuntime=true&includeInteractionsAndObjectives=true';
const enc = encodeURIComponent;
let source: Booted;
let target: Booted;
let proxy: FlakyProxy;
let tenants = 0;

async function json(tenant: Pick<Tenant, 'api'>, path: string, init?: ApiInit): Promise<Json> {
  const answer = await tenant.api(path, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : {}) as Json;
}

/** A further application of the target. */
async function emptyTenant(): Promise<Tenant> {
  const made = { applicationId: `INTO${++tenants}`, secret: `secret-of-target-${tenants}-in-this-test` };
  await target.get(CreateApplication).run({ ...made, name: 'Moved in', isManagement: false });
  return {
    ...made,
    api: (path, init = {}) => {
      const { body, headers, ...rest } = init;
      const authorization = `Basic ${Buffer.from(`${made.applicationId}:${made.secret}`).toString('base64')}`;
      return fetch(`${target.publicUrl}/api/v2${path}`, { ...rest, headers: { ...headers, authorization, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) });
    },
  };
}

interface Ran {
  code: number;
  text: string;
  journal: Record<string, unknown>[];
}

const argumentsFor = (into: Tenant, journal: string, more: Record<string, string | boolean> = {}) => ({
  from: `${proxy.url}/api/v2`, app: source.applicationId, into: into.applicationId, to: `${target.publicUrl}/api/v2`, rate: '0', journal: join(folder, journal), ...more,
});

async function run(into: Tenant, journal: string, more: Record<string, string | boolean> = {}): Promise<Ran> {
  const said: string[] = [];
  const out = { line: (text: string) => said.push(text), fault: (text: string) => said.push(text), progress: () => undefined };
  const call = { arguments: [], options: argumentsFor(into, journal, more), environment: { SCORM_CLOUD_SECRET: source.secret, COURSEWAY_SECRET: into.secret }, out, config: () => target.config, path: (named: string) => named };
  const code = await moveIn(call, 2);
  return { code, text: said.join('\n'), journal: linesOf(journal) };
}

function linesOf(journal: string): Record<string, unknown>[] {
  const file = join(folder, journal, 'journal.jsonl');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Everything in lists of a tenant, so that two moments can be compared. */
async function everythingOf(tenant: Pick<Tenant, 'api'>): Promise<Record<string, Json[]>> {
  const found: Record<string, Json[]> = {};
  for (const [field, path] of [['courses', '/courses'], ['destinations', '/dispatch/destinations'], ['dispatches', '/dispatch/dispatches'], ['registrations', '/registrations'], ['invitations', '/invitations']] as const) {
    const items: Json[] = [];
    for (let at = ''; at !== 'end'; ) {
      const page = await json(tenant, `${path}${at}`);
      items.push(...(page[field] as Json[]));
      at = page['more'] ? `?more=${enc(String(page['more']))}` : 'end';
    }
    found[field] = items;
  }
  return found;
}

const instancesOf = async (tenant: Pick<Tenant, 'api'>, id: string) => (await json(tenant, `/registrations/${id}/instances${details}`))['registrations'] as Json[];
const explicit = (list: Json) => Object.fromEntries(list.settingItems.filter((one) => one['explicitValue'] !== undefined).map((one) => [one['id'], one['explicitValue']]));

/** What a state tells apart from when and under which keys it was stored. */
function told(state: Json): Json {
  const { updated: _, createdDate: __, dispatchId: ___, ...same } = state;
  return same as Json;
}

/** A vendor with some of everything. */
async function fill(): Promise<void> {
  const at = learning(source);
  const put = (path: string, body: object) => json(source, path, { method: 'PUT', body });
  const post = (path: string, body: object) => json(source, path, { method: 'POST', body });
  await importCourse(source, courseId, await makeScorm12Zip({ title: 'First' }));
  await at.register('r0', { courseId, registrationTags: ['wave 1'], learnerTags: ['staff'] });
  await at.work(await at.open('r0'), 1, { 'cmi.core.lesson_location': 'page 7', 'cmi.suspend_data': 'half way ü', 'cmi.core.score.raw': '40', 'cmi.interactions.0.id': 'q1', 'cmi.interactions.0.type': 'choice', 'cmi.interactions.0.result': 'wrong' });
  await importCourse(source, courseId, await makeScorm12Zip({ title: 'Second', scos: 2 }), '&mayCreateNewVersion=true');
  await put(`/courses/${enc(courseId)}/title`, { title: 'Renamed' });
  await put(`/courses/${enc(courseId)}/tags`, { tags: ['safety'] });
  await post(`/courses/${enc(courseId)}/configuration`, { settings: [{ settingId: 'PlayerScoLaunchType', value: 'NEW_WINDOW' }] });
  await post(`/courses/${enc(courseId)}/versions/0/configuration`, { settings: [{ settingId: 'PlayerShowNavBar', value: 'false' }] });
  await post('/appManagement/configuration', { settings: [{ settingId: 'RedirectOnExitUrl', value: 'closer' }] });
  await post('/appManagement/configuration?learningStandard=SCORM12&singleSco=true', { settings: [{ settingId: 'PlayerShowNavBar', value: 'true' }] });
  await importCourse(source, '2004', await makeScorm2004Zip());
  for (let n = 1; n < 12; n++) await at.register(`r${n}`, { courseId, ...(n === 2 && { initialSettings: { settings: [{ settingId: 'RedirectOnExitUrl', value: 'blank' }] }, postBack: { url: 'https://results.example/', authType: 'FORM', userName: 'u', password: 'secret word' } }) });
  await at.work(await at.open('r1'), 1, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85', 'cmi.suspend_data': 'first attempt' });
  await json(source, '/registrations/r1/instances', { method: 'POST' });
  await at.work(await at.open('r1'), 1, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '20', 'cmi.suspend_data': 'second attempt' });
  await post('/dispatch/destinations', { destinations: [{ id: 'client', data: { name: 'A client', tags: ['eu'], notes: 'n', email: 'c@client.example' } }] });
  await put('/dispatch/destinations/client/dispatches/hashUserInfo', { enabled: true });
  await post('/dispatch/dispatches', { dispatches: [
    { id: 'dispatch one', data: { destinationId: 'client', courseId, registrationCap: 5, expirationDate: '2040-01-01T00:00:00Z', tags: ['t'], notes: 'n', instanced: false, postBack: { url: 'https://x.example/hear', authType: 'FORM', userName: 'me', resultsFormat: 'FULL' } } },
    { id: 'dispatch two', data: { destinationId: 'client', courseId: '2004', enabled: false, allowNewRegistrations: false } },
  ] });
  const launched = await launch(source, await download(source, 'dispatch one'), { id: 'through the zip' });
  await report(launched, { 'cmi.core.lesson_status': 'incomplete', 'cmi.suspend_data': 'in the dispatch' }).catch(() => undefined);
  const open = await openInvitation(source, courseId, { registrationCap: 4, tags: ['open'] });
  await put(`/invitations/public/${open.id}`, { allowNewRegistrations: false });
  const mailed = await invite(source, courseId, ['ada@x.example', 'bob@x.example'], { tags: ['mailed'] }, { subject: 'Please', body: 'Go to [URL]' });
  await endOfSending(source, mailed);
}

beforeAll(async () => {
  [source, target] = [await bootCourseway(), await bootCourseway()];
  proxy = await FlakyProxy.before(source.publicUrl);
  await fill();
});
afterEach(() => {
  proxy.whim = () => false;
});
afterAll(async () => {
  await proxy?.close();
  await source?.close();
  await target?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a dry run counts and changes nothing', async () => {
  const into = await emptyTenant();
  const { code, text } = await run(into, 'dry', { 'dry-run': true });
  expect(text).toMatch(/courses: 2 to move\ndestinations: 1 to move\ndispatches: 2 to move\nregistrations: 15 to move\npublic invitations: 1 to move\nprivate invitations: 1 to move$/);
  expect(code).toBe(0);
  expect(Object.values(await everythingOf(into)).flat()).toEqual([]);
  expect(existsSync(join(folder, 'dry'))).toBe(false);
});

describe('a whole move, from a source that is not always there', () => {
  let into: Tenant;
  beforeAll(async () => {
    into = await emptyTenant();
    proxy.whim = (_, answer, n) => {
      if (n % 5 === 0) answer.writeHead(429, { 'retry-after': '0' }).end();
      else if (n % 7 === 0) answer.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops</h1>');
      else if (n % 11 === 0) answer.destroy();
      else return false;
      return true;
    };
    const { code, text } = await run(into, 'whole');
    expect(text).toMatch(/courses: 2 moved\ndestinations: 1 moved\ndispatches: 2 moved\nregistrations: 15 moved\npublic invitations: 1 moved\nprivate invitations: 1 moved\n/);
    expect(code).toBe(0);
  });

  test('courses: versions, titles, tags, settings and files', async () => {
    const versions = (await json(into, `/courses/${enc(courseId)}/versions`))['courses'] as Json[];
    expect(versions.map(({ version, title }) => [version, title])).toEqual([[0, 'First'], [1, 'Renamed']]);
    expect(await json(into, `/courses/${enc(courseId)}`)).toMatchObject({ tags: ['safety'], courseLearningStandard: 'SCORM12' });
    expect(explicit(await json(into, `/courses/${enc(courseId)}/configuration`))).toEqual({ PlayerScoLaunchType: 'NEW_WINDOW' });
    expect(explicit(await json(into, `/courses/${enc(courseId)}/versions/0/configuration`))).toEqual({ PlayerShowNavBar: 'false' });
    expect(explicit(await json(into, '/appManagement/configuration'))).toEqual({ RedirectOnExitUrl: 'closer' });
    expect(explicit(await json(into, '/appManagement/configuration?learningStandard=SCORM12&singleSco=true'))).toEqual({ PlayerShowNavBar: 'true' });
    const files = async (of: Pick<Tenant, 'api'>) => ((await json(of, `/courses/${enc(courseId)}/versions/1/asset/list`))['files'] as Json[]).map(({ path, size }) => [path, size]);
    expect(await files(into)).toEqual(await files(source));
    expect(readdirSync(join(folder, 'whole'))).toEqual(['journal.jsonl']); // no package is left behind
  });

  test('registrations: version, learner, tags, settings, and all that was reached in each instance', async () => {
    for (const id of ['r0', 'r1', 'r5']) expect((await instancesOf(into, id)).map(told)).toEqual((await instancesOf(source, id)).map(told));
    const [first, second] = await instancesOf(into, 'r1');
    expect([first, second]).toMatchObject([{ instance: 0, score: { scaled: 85 }, course: { version: 1 } }, { instance: 1, score: { scaled: 20 } }]);
    expect([first, second].map((one) => JSON.stringify(one))).toEqual([expect.stringContaining('first attempt'), expect.stringContaining('second attempt')]);
    expect(await json(into, '/registrations/r0')).toMatchObject({ course: { version: 0 }, tags: ['wave 1'], learner: { firstName: 'Jo' } });
    expect((await json(into, `/learner/${enc('learner of r0')}/tags`))['tags']).toEqual(['staff']);
    expect(explicit(await json(into, '/registrations/r2/configuration'))).toMatchObject({ RedirectOnExitUrl: 'blank', ApiRollupRegistrationPostBackUrl: 'https://results.example/' });
  });

  test('a course launches, and the learner goes on where they were', async () => {
    const { launchLink } = await json(into, '/registrations/r0/launchLink', { method: 'POST', body: { redirectOnExitUrl: 'Message' } });
    const page = await fetch(String(launchLink));
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('half way ü')]);
  });

  test('destinations and dispatches: ids, caps, what was used of them, dates, switches, tags, postback', async () => {
    expect(await json(into, '/dispatch/destinations/client')).toMatchObject({ name: 'A client', tags: ['eu'], notes: 'n', email: 'c@client.example' });
    expect(await json(into, '/dispatch/destinations/client/dispatches/hashUserInfo')).toEqual({ enabled: true });
    expect(await json(into, `/dispatch/dispatches/${enc('dispatch one')}`)).toMatchObject({
      destinationId: 'client', courseId, registrationCap: 5, registrationCount: 1, expirationDate: '2040-01-01T00:00:00.000Z', tags: ['t'], notes: 'n', instanced: false, enabled: true,
    });
    expect(await json(into, `/dispatch/dispatches/${enc('dispatch two')}`)).toMatchObject({ enabled: false, allowNewRegistrations: false });
    const launched = await launch(target, await download({ ...target, api: into.api } as Booted, 'dispatch one'), { id: 'a new learner' });
    expect(launched.status).toBe(200);
    const [newest] = (await json(into, '/registrations?orderBy=created_desc'))['registrations'] as Json[];
    const settings = new Map((await json(into, `/registrations/${enc(String(newest?.['id']))}/configuration`)).settingItems.map((one) => [one['id'], one]));
    expect(settings.get('ApiRollupRegistrationPostBackUrl')).toMatchObject({ effectiveValue: 'https://x.example/hear', effectiveValueSource: 'dispatch' });
    await json(into, `/registrations/${enc(String(newest?.['id']))}`, { method: 'DELETE' });
  });

  test('invitations: a public one keeps its rules, a private one its people and waits', async () => {
    const [open] = (await json(into, '/invitations/public'))['invitations'] as Json[];
    expect(await json(into, `/invitations/public/${open?.['id']}`)).toMatchObject({ courseId, registrationCap: 4, allowNewRegistrations: false, allowLaunch: true, creatingUserEmail: 'sender@vendor.example' });
    const journalled = linesOf('whole').find(({ kind, state }) => kind === 'public-invitation' && state === 'done');
    expect(journalled).toMatchObject({ target: open?.['id'], url: open?.['url'] });
    const [mailed] = (await json(into, '/invitations/private'))['invitations'] as Json[];
    const id = String(mailed?.['id']);
    expect(await json(into, `/invitations/private/${id}`)).toMatchObject({ sending: 'paused', invitationEmail: { subject: 'Please', body: 'Go to [URL]' } });
    expect((await json(into, `/invitations/${id}/tags`))['tags']).toEqual(['mailed']);
    const before = await everythingOf(into);
    await json(into, `/invitations/private/${id}`, { method: 'PUT', body: { sending: 'running' } });
    const people = await until(() => recipientsOf({ api: into.api } as Booted, id), (all) => all.length === 2);
    const [originally] = (await json(source, '/invitations/private'))['invitations'] as Json[];
    const known = new Map((await recipientsOf(source, String(originally?.['id']))).map(({ email, registrationId }) => [email, registrationId]));
    expect(people.map(({ email, registrationId }) => [email, registrationId])).toEqual(people.map(({ email }) => [email, known.get(email)]));
    expect((await everythingOf(into))['registrations']).toHaveLength(before['registrations']?.length ?? -1);
  });

  test('a second run moves nothing, and asks for no package', async () => {
    const before = await everythingOf(into);
    const from = proxy.seen.length;
    const { code, text } = await run(into, 'whole');
    expect([code, text]).toEqual([0, expect.stringMatching(/courses: 0 moved, 2 moved before\n.*destinations: 0 moved, 1 moved before\n.*2 moved before\n.*15 moved before/s)]);
    expect(proxy.seen.slice(from).filter((asked) => /\/zip|instances/.test(asked))).toEqual([]);
    expect(await everythingOf(into)).toEqual(before);
  });

  test('what is there without a journal is left, and its differences are told', async () => {
    const before = await everythingOf(into);
    await json(into, '/dispatch/dispatches/dispatch%20one', { method: 'PUT', body: { registrationCap: 7 } });
    const { code, text } = await run(into, 'another', { only: 'courses,dispatches,registrations' });
    expect([code, text]).toEqual([0, expect.stringMatching(/\[dispatch one\]: its registrationCap differs and was left.*courses: 0 moved, 2 there already and left\ndispatches: 0 moved, 2 there already and left, 1 with notes\nregistrations: 0 moved, 15 there already/s)]);
    expect((await everythingOf(into))['registrations']).toEqual(before['registrations']);
  });

  test('what has gone on at the source replaces what nobody touched here, when that is asked for', async () => {
    const at = learning(source);
    for (const id of ['r1', 'r3', 'r4']) await at.work(await at.open(id), 2, { 'cmi.suspend_data': `later ${id}` });
    expect((await json(into, '/registrations/r4/launchLink', { method: 'POST', body: { redirectOnExitUrl: 'Message' } }))['launchLink']).toBeDefined();
    const here = learning({ ...target, api: into.api } as Booted);
    await here.work(await here.open('r4'), 1, { 'cmi.suspend_data': 'worked here' });
    const { text: untouched } = await run(into, 'whole', { only: 'registrations' });
    for (const words of ['[r3]: it has gone on at the source since it was moved: --refresh takes that over', '[r4]: it has gone on here and at the source since', '0 moved, 15 moved before, 3 with notes']) expect(untouched).toContain(words);
    const { text } = await run(into, 'whole', { only: 'registrations', refresh: true });
    expect(text).toContain('registrations: 2 moved, 13 moved before, 1 with notes');
    expect(JSON.stringify(await instancesOf(into, 'r3'))).toContain('later r3');
    expect(JSON.stringify(await instancesOf(into, 'r4'))).toContain('worked here');
    expect((await instancesOf(into, 'r1')).map((one) => JSON.stringify(one))).toEqual([expect.stringContaining('first attempt'), expect.stringContaining('later r1')]);
  });

  test('what was deleted here comes again with a journal that is new', async () => {
    await json(into, '/registrations/r1', { method: 'DELETE' });
    expect((await run(into, 'whole', { only: 'registrations' })).text).toContain('registrations: 0 moved, 15 moved before');
    expect((await run(into, 'anew', { only: 'registrations' })).text).toContain('registrations: 1 moved, 14 there already and left');
    expect(await instancesOf(into, 'r1')).toHaveLength(2);
  });
});

test('an item that fails stops nobody, is named, and is taken up by the next run', async () => {
  const into = await emptyTenant();
  proxy.whim = (asked, answer) => {
    if (!/2004.*\/zip/.test(asked.url ?? '')) return false;
    answer.writeHead(200, { 'content-type': 'application/zip' }).end('this is no zip');
    return true;
  };
  const first = await run(into, 'failing', { only: 'courses,destinations,dispatches' });
  expect(first.code).toBe(1);
  expect(first.text).toMatch(/FAILED: courses \[2004\]: the package was refused: .*FAILED: dispatches \[dispatch two\]: .*404.*courses: 1 moved, 1 FAILED\ndestinations: 1 moved\ndispatches: 1 moved, 1 FAILED/s);
  expect(first.journal.filter(({ state }) => state === 'failed').map(({ kind, id }) => [kind, id])).toEqual([['course', '2004'], ['dispatch', 'dispatch two']]);
  proxy.whim = () => false;
  const second = await run(into, 'failing', { only: 'courses,destinations,dispatches' });
  expect([second.code, second.text]).toEqual([0, expect.stringMatching(/courses: 1 moved, 1 moved before\ndestinations: 0 moved, 1 moved before\ndispatches: 1 moved, 1 moved before/)]);
  expect((await json(into, '/courses/2004/versions'))['courses']).toHaveLength(1);
});

test('a source that lets us in no more stops the run', async () => {
  const into = await emptyTenant();
  proxy.whim = (asked, answer) => {
    if (!asked.url?.includes('/registrations/')) return false;
    answer.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"Authorization Required."}');
    return true;
  };
  const { code, text } = await run(into, 'stopped', { only: 'courses,registrations' });
  expect([code, text]).toEqual([1, expect.stringMatching(/stopped: source: GET .*401, Authorization Required\..*the same command goes on from here/)]);
});

test('credentials go to the source alone, wherever its packages are', async () => {
  const into = await emptyTenant();
  const asked: (string | undefined)[] = [];
  const zip = await makeScorm2004Zip();
  const store = createServer((request, answer) => {
    asked.push(request.headers.authorization);
    answer.writeHead(200, { 'content-type': 'application/zip' }).end(zip);
  }).listen(0, '127.0.0.1');
  await once(store, 'listening');
  proxy.whim = (request, answer) => {
    if (!/\/zip/.test(request.url ?? '')) return false;
    expect(request.headers.authorization).toMatch(/^Basic /);
    answer.writeHead(302, { location: `http://127.0.0.1:${(store.address() as AddressInfo).port}/signed?key=x` }).end();
    return true;
  };
  const { code, text } = await run(into, 'redirected', { only: 'courses', 'newest-only': true });
  store.closeAllConnections();
  store.close();
  expect([code, asked]).toEqual([0, [undefined, undefined]]);
  expect((await json(into, `/courses/${enc(courseId)}/versions`))['courses']).toHaveLength(1);
  for (const said of [text, JSON.stringify(linesOf('redirected'))]) for (const secret of [source.secret, into.secret]) expect(said).not.toContain(secret);
});

test('a run that is killed goes on, and nothing is there twice', async () => {
  const into = await emptyTenant();
  const flags = Object.entries(argumentsFor(into, 'killed')).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const start = (): ChildProcess => spawn(process.execPath, [join(__dirname, '../../dist/cli/main.js'), 'import-from-scorm-cloud', ...flags], { env: { PATH: process.env['PATH'], SCORM_CLOUD_SECRET: source.secret, COURSEWAY_SECRET: into.secret }, stdio: 'pipe' });
  for (const held of [/versions\/1\/zip/, /registrations\/r7\/instances/]) {
    proxy.whim = (asked) => held.test(asked.url ?? ''); // it waits for this answer for good
    const from = proxy.seen.length;
    const child = start();
    const ended = once(child, 'exit');
    await until(async () => proxy.seen.slice(from), (seen) => seen.some((asked) => held.test(asked)) || child.exitCode !== null, 80_000);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
  }
  expect(linesOf('killed').filter(({ kind, state }) => kind === 'registration' && state === 'done').length).toBeGreaterThan(0);
  proxy.whim = () => false;
  const last = start();
  let text = '';
  last.stdout?.on('data', (piece: Buffer) => (text += piece));
  const [code] = (await once(last, 'close')) as [number];
  expect([code, text]).toEqual([0, expect.stringMatching(/private invitations: 1 moved/)]);
  const found = await everythingOf(into);
  expect(Object.fromEntries(Object.entries(found).map(([kind, all]) => [kind, all.length]))).toEqual({ courses: 2, destinations: 1, dispatches: 2, registrations: 15, invitations: 2 });
  expect((await json(into, `/courses/${enc(courseId)}/versions`))['courses']).toHaveLength(2);
  expect(await instancesOf(into, 'r1')).toHaveLength(2);
}, 240_000);

test('what SCORM Cloud leaves out, sets to null, spells and pages in its own way', async () => {
  const into = await emptyTenant();
  const zip = await makeScorm12Zip();
  const registration = (id: string, more: object = {}) => ({ id, instance: 0, updated: '2023-05-04T10:11:12.000Z', registrationCompletion: 'UNKNOWN', registrationSuccess: 'UNKNOWN', totalSecondsTracked: 0.0, course: { id: 'c', title: null, version: 3 }, learner: { id: 'l', email: null, firstName: '', lastName: 'Łęk' }, activityDetails: null, ...more });
  const full = registration('one', {
    registrationCompletion: 'COMPLETED', score: { scaled: 91.5 }, totalSecondsTracked: 61.27, firstAccessDate: '2023-05-04T10:11:12.000+0000', completedDate: '2023-05-04T10:11:12Z', createdDate: '2023-05-01T00:00:00Z', globalObjectives: [], sharedData: [], suspendedActivityId: null,
    activityDetails: { id: 'ITEM-1', title: 'x', attempts: 1, activityCompletion: 'COMPLETED', activitySuccess: 'UNKNOWN', score: { scaled: 91.5 }, timeTracked: '0000:01:01.27', completionAmount: { scaled: 0.0 }, suspended: true, children: [], objectives: [],
      staticProperties: { completionThreshold: '', launchData: '', maxTimeAllowed: '', scaledPassingScore: 0.0, scaledPassingScoreUsed: false, timeLimitAction: 'Undefined' },
      runtime: { completionStatus: 'completed', credit: 'Credit', entry: 'AbInitio', exit: 'Suspend', learnerPreference: { audioLevel: 1.0, language: '', deliverySpeed: 1.0, audioCaptioning: 0 }, location: 'p3', mode: 'Normal', progressMeasure: '', scoreScaled: '0.915', scoreRaw: '91.5', scoreMax: '100', scoreMin: '0', totalTime: '0000:00:00.00', timeTracked: '0000:01:01.27', runtimeSuccessStatus: 'UNKNOWN', suspendData: 'cloudy', learnerComments: [], lmsComments: [], runtimeInteractions: [], runtimeObjectives: [] } },
  });
  const odd = registration('odd', { registrationSuccess: 'PASSED', score: { scaled: 70 }, activityDetails: { id: 'ITEM-1', runtime: { scoreRaw: 'seventy' } } });
  const answers: Record<string, unknown> = {
    '/ping': { apiMessage: 'Hello', currentTime: '2023-01-01' },
    '/appManagement/configuration': { settingItems: [{ id: 'NoSuchSetting', effectiveValue: 'a', effectiveValueSource: 'application', explicitValue: 'a' }, { id: 'RedirectOnExitUrl', effectiveValue: 'blank', effectiveValueSource: 'application', explicitValue: 'blank' }] },
    '/courses?orderBy=created_asc&includeTotalCount=true': { courses: [], more: 'next/page=' },
    '/courses?more=next%2Fpage%3D': { courses: [{ id: 'c', title: 'Title of it', created: '2020-01-01T00:00:00Z', version: 3, tags: null }] },
    '/courses/c/versions': { courses: [{ id: 'c', title: 'Title of it', version: 3 }] },
    '/dispatch/destinations?orderBy=created_asc&includeTotalCount=true': { destinations: [{ id: 'd', data: { name: 'D', tags: [], email: 'o@x.example', notes: '', launchAuth: null, lti13Data: { clientId: '', platformIssuerIdentifier: '', deploymentId: '' } } }], more: null },
    '/dispatch/dispatches?orderBy=created_asc&includeTotalCount=true': { dispatches: [{ id: '0d5e1bd0-c9d4', data: { destinationId: 'd', destinationName: 'D', courseId: 'c', courseTitle: 'Title of it', updated: '2023-05-04T10:11:12.000Z', created: '2023-05-04T10:11:12.000Z', allowNewRegistrations: true, instanced: true, registrationCap: 0, registrationCount: 0, enabled: true, expirationDate: 'none' } }] },
    '/registrations?orderBy=created_asc&includeTotalCount=true': { registrations: [registration('one'), registration('odd')] },
    [`/registrations/one/instances${details}`]: { registrations: [full] }, [`/registrations/odd/instances${details}`]: { registrations: [] }, [`/registrations/odd${details}`]: odd,
    '/invitations/public?orderBy=created_asc&includeTotalCount=true': { invitations: [{ id: 'i', courseId: 'c', isPublic: true }] },
    '/invitations/public/i?includeRegistrationCount=true': { id: 'i', courseId: 'c', allowLaunch: true, allowNewRegistrations: true, url: 'https://cloud.example/i', createDate: '2023-05-04T10:11:12.000Z', registrationCap: 10, registrationCount: 4, postBack: { url: null } },
    '/reporting/accountInfo': { email: 'owner@vendor.example', accountType: 'medium' }, '/invitations/private?orderBy=created_asc&includeTotalCount=true': { invitations: [] },
  };
  const cloud = createServer((request, answer) => {
    const path = (request.url ?? '').replace('/api/v2', '');
    const known = answers[path] ?? (path.endsWith('/configuration') ? { settingItems: [] } : path.endsWith('/tags') ? { tags: [] } : undefined);
    if (path === '/courses/c/versions/3/zip') answer.writeHead(200, { 'content-type': 'application/zip' }).end(zip);
    else if (known) answer.writeHead(200, { 'content-type': 'application/json;charset=utf-8' }).end(JSON.stringify(known));
    else answer.writeHead(path.includes('learningStandard') ? 400 : 404, { 'content-type': 'application/json' }).end(JSON.stringify({ message: 'Could not find it' }));
  }).listen(0, '127.0.0.1');
  await once(cloud, 'listening');
  const { code, text } = await run(into, 'cloud', { from: `http://127.0.0.1:${(cloud.address() as AddressInfo).port}/api/v2` });
  cloud.closeAllConnections();
  cloud.close();
  expect(text).toMatch(/configuration \[application\]: the setting NoSuchSetting was refused.*registrations \[odd\]: only its figures were taken over, because of .*scoreRaw/s);
  expect([code, text]).toEqual([0, expect.stringMatching(/courses: 1 moved\ndestinations: 1 moved\ndispatches: 1 moved\nregistrations: 2 moved, 1 with notes\npublic invitations: 1 moved\n/)]);
  expect(explicit(await json(into, '/appManagement/configuration'))).toEqual({ RedirectOnExitUrl: 'blank' });
  expect(await json(into, '/courses/c')).toMatchObject({ title: 'Title of it', version: 0 });
  expect(await json(into, `/registrations/one${details}`)).toMatchObject({ registrationCompletion: 'COMPLETED', score: { scaled: 91.5 }, totalSecondsTracked: 61.27, firstAccessDate: '2023-05-04T10:11:12.000Z', learner: { id: 'l', lastName: 'Łęk' } });
  expect(JSON.stringify(await json(into, `/registrations/one${details}`))).toContain('"suspendData":"cloudy"');
  expect(await json(into, '/registrations/odd')).toMatchObject({ registrationSuccess: 'PASSED', score: { scaled: 70 } });
  const [open] = (await json(into, '/invitations/public'))['invitations'] as Json[];
  expect(open).toMatchObject({ registrationCap: 6, creatingUserEmail: 'owner@vendor.example' });
});

test('a call that cannot be meant is refused before anything is asked', async () => {
  const into = await emptyTenant();
  const from = proxy.seen.length;
  for (const [more, words] of [[{ only: 'course' }, '--only takes configuration, courses'], [{ rate: 'fast' }, '--rate is a number'], [{ from: 'cloud.scorm.com' }, '--from has to be an address'], [{ from: 'https://id:secret@x.example' }, 'no credentials'], [{ app: '' }, '--app is required'], [{ from: `${target.publicUrl}/api/v2/`, app: into.applicationId }, 'the same application']] as const)
    await expect(run(into, 'wrong', more)).rejects.toThrow(words);
  await expect(run({ ...into, secret: '' }, 'wrong')).rejects.toThrow('set COURSEWAY_SECRET in the environment');
  expect(await run({ ...into, secret: 'not the secret' }, 'wrong')).toMatchObject({ code: 1, text: expect.stringMatching(/^target: GET \/ping: 401/), journal: [] });
  expect(proxy.seen.slice(from)).toEqual(['GET /api/v2/ping']);
});
