import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { type ApiInit, type Booted, bootCourseway } from '../../support/boot';
import { putAsset } from '../../support/assets';
import { importCourse } from '../../support/courses';
import { statementsDuring } from '../../support/count-statements';
import { download, launch, publishCourse } from '../../support/dispatching';
import { endOfSending, invite, join, openInvitation } from '../../support/inviting';
import { learning } from '../../support/learning';
import { goodPath, isPublic, isUnoffered, makeOneOfEverything, managementAuthorization, named, needsManagement, type Values } from '../../support/one-of-everything';
import { makeScorm12Zip } from '../../support/make/course-packages';
import { type Route, v2RoutesOf } from '../../support/routes';

const many = Array.from({ length: 11 }, (_, n) => n);
/** Everything that a read may be asked to bring along. */
const includes = ['TotalCount', 'RegistrationCount', 'CourseCount', 'CourseMetadata', 'DispatchCount', 'ChildResults', 'Runtime', 'InteractionsAndObjectives', 'RegistrationReport', 'HistoryLog', 'Metadata'];
const all = includes.map((name) => `include${name}=true`).join('&');

interface Tenant {
  courseway: Booted;
  values: Values;
}
let small: Tenant;
let large: Tenant;
beforeAll(async () => {
  const made = async (): Promise<Tenant> => {
    const courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
    const values = await makeOneOfEverything(courseway);
    await learning(courseway).open('registered');
    await learning(courseway).open(await joined(courseway, values, 'first@x.example'));
    return { courseway, values };
  };
  small = await made();
  large = await made();
  await fill(large);
});
afterAll(async () => {
  await small?.courseway.close();
  await large?.courseway.close();
});

/** Somebody who came in by the public invitation: the id of the registration. */
async function joined(courseway: Booted, { publicId }: Values, address: string): Promise<string> {
  const { url } = (await (await courseway.api(`/invitations/public/${publicId}`)).json()) as { url: string };
  expect((await join(url, address)).status).toBe(303);
  const { userInvitations } = (await (await courseway.api(`/invitations/public/${publicId}/userInvitations?filter=&orderBy=created_desc`)).json()) as { userInvitations: { registrationId: string }[] };
  return userInvitations[0]?.registrationId ?? '';
}

/** Eleven of everything that one is there of already: courses, and in each a registration; versions, instances, launches ... */
async function fill({ courseway, values }: Tenant): Promise<void> {
  const ask = async (path: string, init: ApiInit = {}) => {
    const answer = await courseway.api(path, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const post = (path: string, body: object) => ask(path, { method: 'POST', body });
  const put = (path: string, body: object) => ask(path, { method: 'PUT', body });
  const words = { tags: many.map((n) => `tag-${n}`) };
  const { courseId, dispatchedCourseId, destinationId, registrationId, learnerId, publicId, privateId, dispatchId, childAppId } = values;
  const zip = await makeScorm12Zip();
  for (const n of many) {
    await publishCourse(courseway, `course-${n}`);
    await importCourse(courseway, String(courseId), zip, '&mayCreateNewVersion=true');
    await post('/registrations', { courseId: `course-${n}`, registrationId: `registration-${n}`, learner: { id: `learner-${n}` }, registrationTags: words.tags });
    await post(`/registrations/${registrationId}/instances`, {});
    await put(`/dispatch/destinations/destination-${n}`, { name: 'Another', ...words });
    await post('/dispatch/dispatches', { dispatches: [{ id: `of-one-${n}`, data: { destinationId, courseId: `course-${n}`, ...words } }, { id: `of-another-${n}`, data: { destinationId: `destination-${n}`, courseId: dispatchedCourseId } }] });
    await openInvitation(courseway, `course-${n}`, words);
    await endOfSending(courseway, await invite(courseway, `course-${n}`, [`somebody-${n}@x.example`], words));
    await joined(courseway, values, `public-${n}@x.example`);
    await put(`/invitations/suppressions/nobody-${n}%40x.example`, {});
    await post('/xapi/credentials', { name: 'n', secret: 's', isEnabled: true, auth: { xapiCredentialAuthType: 'BASICAUTH' }, permissionsLevel: { xapiCredentialPermissionsLevel: 'USER' } });
    await post('/xapi/statementPipes', { target: { url: 'https://lrs.example/' } });
    await putAsset(courseway, `${courseId}/versions/0`, `file-${n}.txt`, 'text');
    for (const path of ['applications', `${childAppId}/credentials`]) await ask(`/appManagement/${path}`, { method: 'POST', headers: { authorization: managementAuthorization }, body: { name: `Child ${n}` } });
  }
  for (const n of many) await putAsset(courseway, String(courseId), `file-${n}.txt`, 'text');
  for (const n of many) await learning(courseway).open(String(registrationId), { launchAuth: { type: 'cookies' }, expiry: 100 + n });
  for (const path of [`courses/${courseId}`, `registrations/${registrationId}`, `learner/${learnerId}`, `dispatch/destinations/${destinationId}`, `dispatch/dispatches/${dispatchId}`, `invitations/${publicId}`]) await put(`/${path}/tags`, words);
  await post(`/invitations/private/${privateId}/recipients`, { recipients: many.map((n) => ({ email: `guest-${n}@x.example` })) });
  await endOfSending(courseway, privateId ?? '');
  await manyPostbacks(courseway);
  const package_ = await download(courseway, dispatchId ?? '');
  for (const n of many) await launch(courseway, package_, { id: `launched-${n}` });
}

/** Ended messages, as the sender leaves them, and a message with eleven tries. */
async function manyPostbacks(courseway: Booted): Promise<void> {
  const unit = courseway.get(UnitOfWork);
  for (const n of many)
    await unit.run(async () => {
      await unit.execute(`INSERT INTO postbacks (postback_key, application_id, registration_key, registration_id, instance_key, instance, kind, state, host, due_at, attempts, tries, created_at) SELECT ?, application_id, registration_key, registration_id, instance_key, instance, kind, state, host, due_at, attempts, tries, created_at FROM postbacks WHERE postback_key = 'told'`, [`told-${n}`]);
      await unit.execute(`INSERT INTO postback_attempts (postback_key, attempt, at, milliseconds, address) VALUES ('told', ?, 1, 1, 'https://x.example/')`, [n]);
    });
}

const background = /outbox_events|FROM jobs|UPDATE jobs|FROM mails|UPDATE mails/;
/** The sender of postbacks reads secrets as well. */
const isBackground = (sql: string, { path }: Route) => background.test(sql) || (path !== '/postbacks/secret' && /postback_secrets/.test(sql));
const routes = (): Route[] => v2RoutesOf(large.courseway).filter((route) => route.method === 'GET' && !isUnoffered(route) && !isPublic(route));

async function read({ courseway, values }: Tenant, route: Route): Promise<Response> {
  const path = goodPath(route, values);
  return courseway.api(`${path}${path.includes('?') ? '&' : '?'}${all}`, needsManagement(route) ? { headers: { authorization: managementAuthorization } } : {});
}
/** What a route needs when everything it keeps in memory is there: the fewest of several times, since others are at work too. */
async function statementsOf(tenant: Tenant, route: Route): Promise<number> {
  const seen: number[] = [];
  for (let i = 0; i < 5; i++) {
    let status = 0;
    const statements = await statementsDuring(tenant.courseway, async () => {
      const answer = await read(tenant, route);
      status = answer.status;
      await answer.arrayBuffer();
    });
    expect([named(route), status]).toEqual([named(route), 200]);
    seen.push(statements.filter((sql) => !isBackground(sql, route)).length);
  }
  return Math.min(...seen);
}
/** The longest list in an answer. */
const longest = (value: unknown): number => (Array.isArray(value) ? Math.max(value.length, ...value.map(longest)) : typeof value === 'object' && value !== null ? Math.max(0, ...Object.values(value).map(longest)) : 0);

test('no read needs more statements for ten rows than for one', async () => {
  const grown: string[] = [];
  for (const route of routes()) {
    const [one, ten] = [await statementsOf(small, route), await statementsOf(large, route)];
    if (one < 1 && !['/ping', '/about', '/dispatch/presets', '/reporting/reportageAuth', '/reporting/reportageLink'].includes(route.path)) grown.push(`${named(route)} was not counted`);
    if (ten > one) grown.push(`${named(route)}: ${one} -> ${ten}`);
  }
  expect(grown).toEqual([]);
}, 120_000);

test('all lists were long in the one and short in the other', async () => {
  const lists: string[] = [];
  for (const route of routes().filter(({ path }) => !/(zip|asset|csv)$/.test(path))) {
    const [few, ten] = [longest(await (await read(small, route)).json()), longest(await (await read(large, route)).json())];
    if (ten >= 10 && few < 10) lists.push(route.path);
  }
  expect(lists.sort()).toEqual([
    '/appManagement/:childAppId/credentials', '/appManagement/applicationList', '/appManagement/applications', '/courses', '/courses/:courseId', '/courses/:courseId/asset/list',
    '/courses/:courseId/tags', '/courses/:courseId/versions', '/courses/:courseId/versions/:versionId', '/courses/:courseId/versions/:versionId/asset/list', '/dispatch/destinations',
    '/dispatch/destinations/:destinationId', '/dispatch/destinations/:destinationId/dispatches', '/dispatch/destinations/:destinationId/ledger', '/dispatch/destinations/:destinationId/tags', '/dispatch/dispatches',
    '/dispatch/dispatches/:dispatchId', '/dispatch/dispatches/:dispatchId/confirmations', '/dispatch/dispatches/:dispatchId/launchTimelines', '/dispatch/dispatches/:dispatchId/ledger', '/dispatch/dispatches/:dispatchId/seats', '/dispatch/dispatches/:dispatchId/tags', '/invitations', '/invitations/:invitationId/tags', '/invitations/private', '/invitations/private/:invitationId',
    '/invitations/private/:invitationId/userInvitations', '/invitations/public', '/invitations/public/:invitationId/userInvitations', '/invitations/suppressions', '/learner/:learnerId/tags',
    '/postbacks', '/postbacks/:postbackId', '/registrations', '/registrations/:registrationId', '/registrations/:registrationId/instances',
    '/registrations/:registrationId/instances/:instanceId', '/registrations/:registrationId/launchHistory', '/registrations/:registrationId/tags', '/xapi/credentials', '/xapi/statementPipes',
  ]);
});

test('registrations of ten courses that nobody has read yet cost one statement more', async () => {
  const { courseway } = large;
  for (const n of many) {
    await publishCourse(courseway, `new-${n}`);
    await courseway.api('/registrations', { method: 'POST', body: { courseId: `new-${n}`, registrationId: `new-${n}`, learner: { id: 'new' } } });
  }
  const route = { method: 'GET', path: '/registrations' };
  const cold = await statementsDuring(courseway, async () => expect(await (await read(large, route)).json()).toMatchObject({ registrations: expect.arrayContaining([expect.objectContaining({ id: 'new-10' })]) }));
  const structures = cold.filter((sql) => /FROM .?course_versions/.test(sql));
  expect(structures).toHaveLength(1);
  expect(await statementsOf(large, route)).toBeLessThan(cold.length);
});

/** Lists that are not paged in the original and short by nature, or of one registration or invitation and cut at a thousand. */
const shortByNature = /^\/(appManagement\/|xapi\/statementPipes|postbacks\/secret)|(launchHistory|jobStatus)$/;
/** Tables whose key is the application: one row. */
const rowOfTheApplication = /^SEARCH (Application|EventReceiver) USING INDEX sqlite_autoindex_/;
if (!process.env['DATABASE_URL'])
  test('no read walks through a table or sorts a list; of all that an application has it reads a page, in the order of an index', async () => {
    const { courseway } = large;
    const unit = courseway.get(UnitOfWork);
    const faults = new Set<string>();
    let pages = 0;
    const check = async (route: Route, asked: () => Promise<Response>): Promise<string | undefined> => {
      const seen = new Map<string, readonly unknown[]>();
      let text = '';
      await statementsDuring(courseway, async () => (text = await (await asked()).text()), (sql, parameters) => void seen.set(sql, parameters));
      const again = new Set(await statementsDuring(courseway, async () => (await asked()).arrayBuffer())); // what runs beside a call does not run beside each
      for (const [sql, parameters] of [...seen].filter(([one]) => /^SELECT/.test(one) && again.has(one) && !isBackground(one, route))) {
        const plan = (await unit.run(() => unit.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, [...parameters]))).map(({ detail }) => detail);
        const isPage = / ORDER BY .* LIMIT \d+$/s.test(sql);
        if (isPage) pages++;
        const walks = isPage || /^SELECT (application_id AS a, )?COUNT/.test(sql) ? /^SCAN (?!CONSTANT)|TEMP B-TREE/ : /^SCAN (?!CONSTANT)|\(application_id=\?( AND kind=\?)?\)/;
        for (const line of plan) if (walks.test(line) && !rowOfTheApplication.test(line)) faults.add(`${named(route)}: ${line}: ${sql}`);
      }
      return text.startsWith('{') ? (JSON.parse(text) as { more?: string }).more : undefined;
    };
    for (const route of routes().filter(({ path }) => !shortByNature.test(path))) {
      const more = await check(route, () => read(large, route));
      if (more) await check(route, () => courseway.api(`${goodPath(route, large.values)}?more=${encodeURIComponent(more)}`));
    }
    expect([...faults]).toEqual([]);
    expect(pages).toBeGreaterThan(20);
  });
