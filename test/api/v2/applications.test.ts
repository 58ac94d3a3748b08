import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { until } from '../../support/browser';
import { moveClock, publishCourse } from '../../support/dispatching';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';

type Values = Record<string, unknown>;
let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway.close());

const basic = (id: unknown, secret: unknown) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
async function as(authorization: string, path: string, method = 'GET', body?: unknown, of = courseway) {
  const answer = await of.api(path, { method, body, headers: { authorization } });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : {}) as Values, total: answer.headers.get('x-total-count') };
}
const manage = (path: string, method = 'GET', body?: unknown, of = courseway) => as(basic('MANAGEMENT', 'test-secret-of-management'), `/appManagement${path}`, method, body, of);
const makeApplication = async (name = 'New', of = courseway) => String((await manage('/applications', 'POST', { name }, of)).body['id']);
const makeKey = async (application: string, body: object = { name: 'key' }) => {
  const { id, credential } = (await manage(`/${application}/credentials`, 'POST', body)).body as { id: string; credential: string };
  return { id, ping: async () => (await as(basic(application, credential), '/ping')).status, api: (path: string, method = 'GET', sent?: unknown) => as(basic(application, credential), path, method, sent), secret: credential };
};

describe('applications', () => {
  test('are made, read, changed and deleted', async () => {
    const made = await manage('/applications', 'POST', { name: 'Ünited Learning' });
    expect(made).toMatchObject({ status: 200, body: { id: expect.stringMatching(/^[0-9A-Z]{10}$/), name: 'Ünited Learning' } });
    const id = String(made.body['id']);
    expect((await manage(`/applications/${id}`)).body).toEqual({ id, name: 'Ünited Learning', createDate: expect.stringMatching(/Z$/), updateDate: expect.stringMatching(/Z$/), allowDelete: true });
    expect((await manage(`/applications/${id}`, 'PUT', { name: 'Renamed', allowDelete: null })).status).toBe(204);
    expect((await manage(`/applications/${id}?includeCourseCount=true&includeRegistrationCount=true`)).body).toMatchObject({ name: 'Renamed', allowDelete: true, courseCount: 0, registrationCount: 0 });
    expect((await manage(`/applications/${id}`, 'DELETE')).status).toBe(204);
    for (const [method, body] of [['GET'], ['PUT', { name: 'x' }], ['DELETE']] as [string, object?][]) expect(await manage(`/applications/${id}`, method, body)).toMatchObject({ status: 404, body: { code: 'application-unknown' } });
  });

  test('need a name', async () => {
    for (const body of [{}, { name: '' }, { name: '  ' }, { name: 7 }, { name: 'x'.repeat(256) }]) expect([body, await manage('/applications', 'POST', body)]).toEqual([body, expect.objectContaining({ status: 400 })]);
    const id = await makeApplication();
    expect((await manage(`/applications/${id}`, 'PUT', { allowDelete: 'no' })).status).toBe(400);
  });

  test('the management application is none of them, and other credentials may not ask', async () => {
    for (const path of ['/applications/MANAGEMENT', '/MANAGEMENT/credentials']) expect((await manage(path)).status).toBe(404);
    expect((await manage('/applications/MANAGEMENT', 'DELETE')).status).toBe(404);
    expect((await manage('/applications')).body['applications']).not.toContainEqual(expect.objectContaining({ id: 'MANAGEMENT' }));
    expect(await as(basic(courseway.applicationId, courseway.secret), '/appManagement/applications')).toMatchObject({ status: 403, body: { code: 'management-only' } });
  });

  test('with anything in them are not deleted; the counts are live', async () => {
    const id = await makeApplication();
    const key = await makeKey(id);
    await key.api('/dispatch/destinations', 'POST', { destinations: [{ id: 'd', data: { name: 'D' } }] });
    expect(await manage(`/applications/${id}`, 'DELETE')).toMatchObject({ status: 409, body: { code: 'application-not-empty', message: expect.stringContaining('1 destinations') } });
    await key.api('/dispatch/destinations/d', 'DELETE');
    await publishCourse({ ...courseway, applicationId: id }, 'course');
    for (const n of [1, 2]) expect((await key.api('/registrations', 'POST', { courseId: 'course', registrationId: `r${n}`, learner: { id: 'l' } })).status).toBe(204);
    expect(await manage(`/applications/${id}`, 'DELETE')).toMatchObject({ status: 409, body: { message: expect.stringContaining('1 courses, 2 registrations') } });
    const counts = '?includeCourseCount=true&includeRegistrationCount=true';
    expect((await manage(`/applications/${id}${counts}`)).body).toMatchObject({ courseCount: 1, registrationCount: 2 });
    expect((await manage(`/applicationList${counts}&filter=${id}`)).body['applications']).toEqual([expect.objectContaining({ id, courseCount: 1, registrationCount: 2 })]);
    expect((await key.api('/courses/course', 'DELETE')).status).toBe(204);
    expect(await until(() => manage(`/applications/${id}`, 'DELETE'), ({ status }) => status !== 409)).toMatchObject({ status: 204 });
    expect(await key.ping()).toBe(401);
  });

  test('take what hangs on them along', async () => {
    const id = await makeApplication();
    const key = await makeKey(id);
    await key.api('/appManagement/configuration', 'POST', { settings: [{ settingId: 'PlayerTimeLimit', value: '9' }] });
    await key.api('/invitations/suppressions/a%40x.example', 'PUT', {});
    await key.api('/xapi/statementPipes/p', 'PUT', { target: { url: 'https://lrs.example/' } });
    const unit = courseway.get(UnitOfWork);
    const left = () => unit.run(async () => {
      const found = [];
      for (const table of ['settings', 'mail_suppressions', 'xapi_statement_pipes', 'credentials', 'applications']) if ((await unit.query(`SELECT 1 FROM ${table} WHERE application_id = ?`, [id])).length) found.push(table);
      return found;
    });
    expect(await left()).toHaveLength(5);
    expect((await manage(`/applications/${id}`, 'DELETE')).status).toBe(204);
    expect(await until(left, (found) => !found.length)).toEqual([]);
  });

  test('that may not delete keep courses and what learners did', async () => {
    const id = await makeApplication();
    const key = await makeKey(id);
    await publishCourse({ ...courseway, applicationId: id }, 'kept');
    await key.api('/registrations', 'POST', { courseId: 'kept', registrationId: 'r', learner: { id: 'l' } });
    const token = String((await key.api('/appManagement/token', 'POST', { permissions: { scopes: ['delete', 'admin'] }, expiry: new Date(Date.now() + 600_000).toISOString() })).body['result']);
    await manage(`/applications/${id}`, 'PUT', { allowDelete: false });
    expect((await manage(`/applications/${id}`)).body['allowDelete']).toBe(false);
    for (const path of ['/courses/kept', '/courses/kept/versions/0', '/registrations/r', '/registrations/r/instances/0']) {
      expect([path, await key.api(path, 'DELETE')]).toEqual([path, expect.objectContaining({ status: 403, body: expect.objectContaining({ code: 'deletion-not-allowed' }) })]);
      expect((await as(`Bearer ${token}`, path, 'DELETE')).status).toBe(403);
    }
    expect((await key.api('/courses/kept/tags', 'DELETE', { tags: ['x'] })).status).toBe(204);
    await manage(`/applications/${id}`, 'PUT', { allowDelete: true });
    expect((await key.api('/registrations/r', 'DELETE')).status).toBe(204);
  });

  test('are listed by page, order, date and part of the id, with no statement more for a longer page', async () => {
    const fresh = await bootCourseway();
    try {
      const list = (query = '') => manage(`/applicationList?${query}`, 'GET', undefined, fresh);
      const ids = (body: Values) => (body['applications'] as { id: string }[]).map(({ id }) => id);
      const counts = 'includeCourseCount=true&includeRegistrationCount=true';
      await list();
      const short = await countStatements(fresh, () => list(counts));
      const made: string[] = [fresh.applicationId];
      for (let i = 1; i < 13; i++) {
        const back = moveClock(fresh, i * 1000);
        made.push(await makeApplication(`n${i}`, fresh));
        back();
      }
      expect(await countStatements(fresh, () => list(counts))).toBe(short);
      const first = await list('includeTotalCount=true');
      expect([first.total, ids(first.body)]).toEqual(['13', made.slice(0, 10)]);
      const second = await list(`more=${String(first.body['more'])}`);
      expect([second.total, ids(second.body), second.body['more']]).toEqual([null, made.slice(10), undefined]);
      expect(ids((await list('orderBy=created_desc')).body)).toEqual(made.slice(3).reverse());
      expect(ids((await list(`filter=${made[4]?.toLowerCase()}&filterBy=app_id`)).body)).toEqual([made[4]]);
      expect(ids((await list('until=2001-01-01&datetimeFilter=created')).body)).toEqual([]);
      expect(ids((await manage('/applications', 'GET', undefined, fresh)).body)).toEqual(made);
      for (const query of ['orderBy=name_asc', 'filterBy=name', 'since=yesterday', 'more=x', 'includeCourseCount=maybe']) expect([query, (await list(query)).status]).toEqual([query, 400]);
    } finally {
      await fresh.close();
    }
  });
});

describe('credentials', () => {
  test('show their secret once; several work at a time', async () => {
    const id = await makeApplication();
    const made = await manage(`/${id}/credentials`, 'POST', { name: 'First' });
    expect(made).toMatchObject({ status: 200, body: { id: expect.any(String), name: 'First', credential: expect.stringMatching(/^[\w-]{40}$/), status: 'active', created: expect.any(String), updated: expect.any(String) } });
    const [one, two] = [await makeKey(id), await makeKey(id)];
    expect([await one.ping(), await two.ping(), one.secret === two.secret]).toEqual([200, 200, false]);
    const listed = (await manage(`/${id}/credentials`)).body['credentials'] as Values[];
    expect(listed.map((key) => [key['id'], key['name'], key['status'], 'credential' in key])).toEqual([[made.body['id'], 'First', 'active', false], [one.id, 'key', 'active', false], [two.id, 'key', 'active', false]]);
    expect(JSON.stringify(await courseway.get(UnitOfWork).run(() => courseway.get(UnitOfWork).query('SELECT * FROM credentials')))).not.toContain(one.secret);
  });

  test('are disabled, enabled, renamed and deleted, at once', async () => {
    const id = await makeApplication();
    const [key, spare] = [await makeKey(id), await makeKey(id)];
    expect(await key.ping()).toBe(200);
    expect((await manage(`/${id}/credentials/${key.id}`, 'PUT', { active: false })).status).toBe(204);
    expect([await key.ping(), await spare.ping()]).toEqual([401, 200]);
    expect((await manage(`/${id}/credentials/${key.id}`, 'PUT', { name: 'Named', active: true })).status).toBe(204);
    expect(await key.ping()).toBe(200);
    expect((await manage(`/${id}/credentials`)).body['credentials']).toContainEqual(expect.objectContaining({ id: key.id, name: 'Named', status: 'active' }));
    expect((await manage(`/${id}/credentials/${key.id}`, 'DELETE')).status).toBe(204);
    expect([await key.ping(), await spare.ping()]).toEqual([401, 200]);
    expect(await manage(`/${id}/credentials/${key.id}`, 'DELETE')).toMatchObject({ status: 404, body: { code: 'credential-unknown' } });
    const asleep = await makeKey(id, { name: 'asleep', active: false });
    expect(await asleep.ping()).toBe(401);
  });

  test('of an application without them, of another one and of the wrong shape', async () => {
    const [id, other] = [await makeApplication(), await makeApplication()];
    const key = await makeKey(id);
    expect((await manage('/NOTHING/credentials', 'POST', { name: 'x' })).status).toBe(404);
    for (const [method, body] of [['PUT', { active: false }], ['DELETE']] as [string, object?][]) expect((await manage(`/${other}/credentials/${key.id}`, method, body)).status).toBe(404);
    expect(await key.ping()).toBe(200);
    for (const body of [{ active: 'yes' }, { name: 1 }, { name: 'x'.repeat(256) }]) expect((await manage(`/${id}/credentials`, 'POST', body)).status).toBe(400);
    for (let i = 0; i < 50; i++) await manage(`/${other}/credentials`, 'POST', {});
    expect(await manage(`/${other}/credentials`, 'POST', {})).toMatchObject({ status: 400, body: { code: 'credentials-full' } });
  });

  test('a token ends with the key that asked for it, and not with another', async () => {
    const id = await makeApplication();
    const [key, other] = [await makeKey(id), await makeKey(id)];
    const token = String((await key.api('/appManagement/token', 'POST', { permissions: { scopes: ['read'] }, expiry: new Date(Date.now() + 600_000).toISOString() })).body['result']);
    const ping = async () => (await as(`Bearer ${token}`, '/ping')).status;
    await manage(`/${id}/credentials/${other.id}`, 'DELETE');
    expect(await ping()).toBe(200);
    await manage(`/${id}/credentials/${key.id}`, 'PUT', { active: false });
    expect(await ping()).toBe(401);
  });
});
