import { DeleteCourse } from '../../../src/courses/delete-course';
import { countStatements } from '../../support/count-statements';
import { type Booted, bootCourseway } from '../../support/boot';
import { makeDispatch, publishCourse } from '../../support/dispatching';

let courseway: Booted;
let other: Awaited<ReturnType<Booted['otherTenant']>>;
const at = (id: string, rest = '') => `/dispatch/dispatches/${encodeURIComponent(id)}${rest}`;
const read = async <T = Record<string, unknown>>(path: string): Promise<T> => (await courseway.api(path)).json() as Promise<T>;
const create = (dispatches: object[]) => courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches } });
const message = async (answer: Response) => [answer.status, ((await answer.json()) as { message: string }).message];

beforeAll(async () => {
  courseway = await bootCourseway();
  other = await courseway.otherTenant();
  for (const course of ['c1', 'c2', 'c3', 'c4', 'c5']) await publishCourse(courseway, course, `Title ${course}`);
  for (const id of ['d1', 'd2', 'd3']) await courseway.api(`/dispatch/destinations/${id}`, { method: 'PUT', body: { name: `Name ${id}` } });
});
afterAll(() => courseway.close());

describe('2xx', () => {
  it('creates dispatches with the defaults of the server', async () => {
    expect((await create([{ id: 'plain', data: { destinationId: 'd1', courseId: 'c1' } }])).status).toBe(204);
    expect(await read(at('plain'))).toEqual({
      destinationId: 'd1', destinationName: 'Name d1', courseId: 'c1', courseTitle: 'Title c1', updated: expect.any(String), created: expect.any(String), allowNewRegistrations: true,
      enabled: true, instanced: true, registrationCap: 0, registrationCount: 0, tags: [], learnerCap: 0, learnerCount: 0, accessDays: 0, warnAt: [],
    });
  });

  it('keeps every field that is given', async () => {
    const data = { allowNewRegistrations: false, enabled: false, instanced: false, registrationCap: 12, tags: ['x'], email: 'e@example.com', notes: 'n', expirationDate: '2031-02-03T04:05:06+01:00' };
    expect((await create([{ id: 'full', data: { ...data, destinationId: 'd1', courseId: 'c2', postBack: { url: 'https://example.com/p', authType: 'FORM' } } }])).status).toBe(204);
    expect(await read(at('full'))).toMatchObject({ ...data, expirationDate: '2031-02-03T03:05:06.000Z' });
  });

  it('changes what is given and not null, the counter too; the word none clears the date', async () => {
    await create([{ id: 'changed', data: { destinationId: 'd1', courseId: 'c3', notes: 'kept', expirationDate: '2031-01-01' } }]);
    expect((await courseway.api(at('changed'), { method: 'PUT', body: { registrationCap: 5, registrationCount: 3, notes: null, enabled: false } })).status).toBe(204);
    expect(await read(at('changed'))).toMatchObject({ registrationCap: 5, registrationCount: 3, notes: 'kept', enabled: false, expirationDate: '2031-01-01T00:00:00.000Z' });
    expect((await courseway.api(at('changed'), { method: 'PUT', body: { expirationDate: 'none' } })).status).toBe(204);
    expect(await read(at('changed'))).not.toHaveProperty('expirationDate');
  });

  it('has switches of its own: enabled, hashing, tags, counter, postback', async () => {
    const { id } = await makeDispatch(courseway);
    const call = async (method: string, rest: string, body?: object) => (await courseway.api(at(id, rest), { method, body })).status;
    expect([await call('PUT', '/enabled', { enabled: false }), await read(at(id, '/enabled'))]).toEqual([204, { enabled: false }]);
    expect([await read(at(id, '/hashUserInfo')), await call('PUT', '/hashUserInfo', { enabled: true }), await read(at(id, '/hashUserInfo'))]).toEqual([{ enabled: false }, 204, { enabled: true }]);
    expect([await call('PUT', '/tags', { tags: ['b', 'a'] }), await call('DELETE', '/tags', { tags: ['b'] }), await read(at(id, '/tags'))]).toEqual([204, 204, { tags: ['a'] }]);
    expect(await read(at(id, '/registrationCount'))).toEqual({ registrationCount: 0 });
    await call('PUT', '', { registrationCount: 9 });
    expect([await call('DELETE', '/registrationCount'), await read(at(id, '/registrationCount'))]).toEqual([204, { registrationCount: 0, lastResetDate: expect.stringMatching(/Z$/) }]);
    expect(await call('DELETE', '/postback')).toBe(204);
    expect((await courseway.api('/dispatch/dispatches/tags', { method: 'PUT', body: { ids: [id], tags: ['batch'] } })).status).toBe(204);
    expect(await read(at(id, '/tags'))).toEqual({ tags: ['a', 'batch'] });
  });

  it('lists with filters and pages, at the same number of statements for 3 and for 10 rows', async () => {
    for (let i = 0; i < 103; i++) await courseway.api(`/dispatch/destinations/list-${i}`, { method: 'PUT', body: { name: `L${i}` } });
    await create(Array.from({ length: 103 }, (_, i) => ({ id: `list-${String(i).padStart(3, '0')}`, data: { destinationId: `list-${i}`, courseId: 'c4', tags: i < 3 ? ['few'] : [] } })));
    const counted = async (path: string) => {
      await courseway.api(path);
      let answer = new Response();
      const statements = await countStatements(courseway, async () => {
        answer = await courseway.api(path);
      });
      return { statements, total: answer.headers.get('x-total-count'), page: (await answer.json()) as { dispatches: { id: string; data: object }[]; more?: string } };
    };
    const few = await counted('/dispatch/dispatches?tags=few');
    const many = await counted('/dispatch/dispatches?filter=list-');
    expect(few.page.dispatches.map((one) => one.id).sort()).toEqual(['list-000', 'list-001', 'list-002']);
    expect(few.page.dispatches[0]?.data).toMatchObject({ courseTitle: 'Title c4', tags: ['few'] });
    expect([many.page.dispatches.length, many.statements]).toEqual([10, few.statements]);
    const rest = await read<{ dispatches: object[]; more?: string }>(`/dispatch/dispatches?more=${encodeURIComponent(many.page.more ?? '')}`);
    expect([rest.dispatches.length, typeof rest.more]).toEqual([10, 'string']);
    expect((await counted('/dispatch/dispatches?courseId=c4&includeTotalCount=true')).total).toBe('103');
    expect(await read('/dispatch/dispatches?courseId=unknown')).toEqual({ dispatches: [] });
  });

  it('changes and deletes many by a filter and says how many', async () => {
    await create(['d1', 'd2', 'd3'].map((destinationId) => ({ id: `many-${destinationId}`, data: { destinationId, courseId: 'c5', tags: [`of-${destinationId}`] } })));
    const changed = await courseway.api('/dispatch/dispatches?courseId=c5', { method: 'PUT', body: { registrationCap: 4 } });
    expect([changed.status, changed.headers.get('x-total-count')]).toEqual([204, '3']);
    expect(await read(at('many-d3'))).toMatchObject({ registrationCap: 4 });
    const deleted = await courseway.api('/dispatch/dispatches?tags=of-d1,of-d2', { method: 'DELETE' });
    expect([deleted.status, deleted.headers.get('x-total-count')]).toEqual([204, '2']);
    expect([(await courseway.api(at('many-d1'))).status, (await courseway.api(at('many-d3'))).status]).toEqual([404, 200]);
  });

  it('deletes one; the id may then be used again', async () => {
    const { id, destinationId, courseId } = await makeDispatch(courseway);
    expect((await courseway.api(at(id), { method: 'DELETE' })).status).toBe(204);
    expect((await create([{ id, data: { destinationId, courseId } }])).status).toBe(204);
  });

  it('goes with its course', async () => {
    const { id, courseId } = await makeDispatch(courseway);
    await courseway.get(DeleteCourse).run(courseway.applicationId, courseId);
    for (let i = 0; i < 50 && (await courseway.api(at(id))).status !== 404; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await courseway.api(at(id))).status).toBe(404);
  });
});

describe('400', () => {
  it.each([
    ['no list', {}, 'dispatches'],
    ['no id', { dispatches: [{ data: { destinationId: 'd1', courseId: 'c1' } }] }, 'dispatches[0].id'],
    ['no course', { dispatches: [{ id: 'x', data: { destinationId: 'd1' } }] }, 'dispatches[0].data.courseId'],
    ['a bad date', { dispatches: [{ id: 'x', data: { destinationId: 'd1', courseId: 'c1', expirationDate: 'soon' } }] }, 'dispatches[0].data.expirationDate'],
    ['a negative cap', { dispatches: [{ id: 'x', data: { destinationId: 'd1', courseId: 'c1', registrationCap: -1 } }] }, 'dispatches[0].data.registrationCap'],
  ])('%s', async (_name, body, where) => {
    const [status, text] = await message(await courseway.api('/dispatch/dispatches', { method: 'POST', body }));
    expect([status, String(text).split(':')[0]]).toEqual([400, where]);
  });

  it('a taken id, a second dispatch of one course and destination, also within one call; none of the list is made', async () => {
    const { id, destinationId, courseId } = await makeDispatch(courseway);
    const fresh = { id: 'fresh-one', data: { destinationId: 'd2', courseId: 'c1' } };
    expect(await message(await create([fresh, { id, data: { destinationId: 'd2', courseId: 'c2' } }]))).toEqual([400, `Dispatch [${id}] already exists`]);
    expect(await message(await create([fresh, { id: 'second', data: { destinationId, courseId } }]))).toEqual([400, `A dispatch of course [${courseId}] to destination [${destinationId}] already exists`]);
    expect((await create([fresh, { ...fresh, id: 'fresh-two' }])).status).toBe(400);
    expect((await courseway.api(at('fresh-one'))).status).toBe(404);
  });

  it('a change or a deletion of many without a filter', async () => {
    expect((await courseway.api('/dispatch/dispatches', { method: 'PUT', body: { enabled: false } })).status).toBe(400);
    expect((await courseway.api('/dispatch/dispatches?orderBy=created_asc', { method: 'DELETE' })).status).toBe(400);
    expect(await read(at('plain'))).toMatchObject({ enabled: true });
  });

  it('a package type that is not offered', async () => expect((await courseway.api(at('plain', '/zip?type=SCORM_11'))).status).toBe(400));
});

const routes = (
  [
  ['GET', ''], ['PUT', '', { enabled: true }], ['DELETE', ''], ['GET', '/tags'], ['PUT', '/tags', { tags: [] }], ['DELETE', '/tags', { tags: [] }], ['GET', '/enabled'], ['PUT', '/enabled', { enabled: true }],
  ['GET', '/hashUserInfo'], ['PUT', '/hashUserInfo', { enabled: true }], ['GET', '/registrationCount'], ['DELETE', '/registrationCount'], ['DELETE', '/postback'], ['GET', '/zip'],
  ] as [string, string, object?][]
).map(([method, rest, body]) => [method, rest, body] as const); // always three: a shorter row would get jest's `done`

describe('401, 403, 404', () => {
  it.each(routes)('%s %s', async (method, rest, body) => {
    expect((await courseway.api(at('plain', rest), { method, body, headers: { authorization: 'Basic bm86bm8=' } })).status).toBe(401);
    const form = await courseway.api('/oauth/authenticate/application/token', { method: 'POST', body: 'scope=read:course', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    const { access_token: token } = (await form.json()) as { access_token: string };
    expect((await courseway.api(at('plain', rest), { method, body, headers: { authorization: `Bearer ${token}` } })).status).toBe(403);
    expect(await message(await courseway.api(at('nobody', rest), { method, body }))).toEqual([404, 'Could not find dispatch [nobody]']);
    expect((await other.api(at('plain', rest), { method, body })).status).toBe(404);
    expect((await courseway.api(at('plain'))).status).toBe(200);
  });

  it('a dispatch of an unknown course or destination, or of another tenant', async () => {
    expect(await message(await create([{ id: 'x', data: { destinationId: 'd1', courseId: 'nothing' } }]))).toEqual([404, 'Could not find course [nothing]']);
    expect(await message(await create([{ id: 'x', data: { destinationId: 'nowhere', courseId: 'c1' } }]))).toEqual([404, 'Could not find destination [nowhere]']);
    expect((await other.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id: 'x', data: { destinationId: 'd1', courseId: 'c1' } }] } })).status).toBe(404);
  });
});
