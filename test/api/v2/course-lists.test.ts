import { type Booted, bootCourseway } from '../../support/boot';
import { importCourse } from '../../support/courses';
import { countStatements } from '../../support/count-statements';
import { makeDispatch } from '../../support/dispatching';
import { makeScorm12Zip } from '../../support/make/course-packages';

let courseway: Booted;
let other: Awaited<ReturnType<Booted['otherTenant']>>;
beforeAll(async () => {
  courseway = await bootCourseway();
  other = await courseway.otherTenant();
  for (const id of ['a', 'b', 'c']) await importCourse(courseway, id, await makeScorm12Zip({ title: `Course ${id}` }));
});
afterAll(() => courseway.close());

interface Shown {
  id: string;
  version: number;
  tags: string[];
  dispatched: boolean;
  registrationCount?: number;
  metadata?: object;
}
const read = async (path: string) => (await (await courseway.api(path)).json()) as { courses: Shown[]; more?: string };
const idsOf = async (query: string) => (await read(`/courses?orderBy=title_asc&${query}`)).courses.map(({ id }) => id);
const put = async (path: string, body: unknown, method = 'PUT') => (await courseway.api(path, { method, body })).status;
const tagsOf = async (id: string) => ((await (await courseway.api(`/courses/${id}/tags`)).json()) as { tags: string[] }).tags;

describe('tags', () => {
  test('are added, read and removed, on one course and on many', async () => {
    expect(await put('/courses/a/tags', { tags: ['red', 'Green Apple'] })).toBe(204);
    expect(await put('/courses/a/tags', { tags: ['red', 'blue'] })).toBe(204);
    expect(await tagsOf('a')).toEqual(['Green Apple', 'blue', 'red']);
    expect(await put('/courses/a/tags', { tags: ['blue', 'never there'] }, 'DELETE')).toBe(204);
    expect(await put('/courses/tags', { ids: ['a', 'b'], tags: ['both', 'many'] })).toBe(204);
    expect([await tagsOf('a'), await tagsOf('b'), await tagsOf('c')]).toEqual([['Green Apple', 'both', 'many', 'red'], ['both', 'many'], []]);
    expect((await read('/courses?orderBy=title_asc')).courses.map(({ tags }) => tags)).toEqual([['Green Apple', 'both', 'many', 'red'], ['both', 'many'], []]);
  });

  test('find courses in lists', async () => {
    expect(await idsOf('tags=red,many')).toEqual(['a', 'b']);
    expect(await idsOf('tags=Green%20Apple')).toEqual(['a']);
    expect(await idsOf('tags=RED')).toEqual([]);
    expect(await idsOf('tags=nothing')).toEqual([]);
    expect(await idsOf('filterBy=tags&filter=green')).toEqual(['a']);
    expect(await idsOf('filterBy=tags&filter=%25')).toEqual([]);
    expect(await idsOf('filterBy=tags&filter=both&tags=red')).toEqual(['a']);
    expect((await courseway.api('/courses?filterBy=colour&filter=x')).status).toBe(400);
    const total = await courseway.api('/courses?tags=many&includeTotalCount=true');
    expect(total.headers.get('x-total-count')).toBe('2');
  });

  test('of an unknown course are 404, one unknown id spoils the batch, wrong bodies are 400', async () => {
    expect(await put('/courses/none/tags', { tags: ['x'] })).toBe(404);
    expect((await courseway.api('/courses/none/tags')).status).toBe(404);
    expect(await put('/courses/none/tags', { tags: ['x'] }, 'DELETE')).toBe(404);
    expect(await put('/courses/tags', { ids: ['c', 'none'], tags: ['x'] })).toBe(404);
    expect(await tagsOf('c')).toEqual([]);
    for (const body of [{}, { tags: 'x' }, { tags: [''] }, { tags: [7] }, { tags: ['x'.repeat(256)] }, []]) expect([body, await put('/courses/a/tags', body)]).toEqual([body, 400]);
    expect((await other.api('/courses/a/tags')).status).toBe(404);
    expect((await other.api('/courses/tags', { method: 'PUT', body: { ids: ['a'], tags: ['stolen'] } })).status).toBe(404);
  });

  test('go with their course', async () => {
    await importCourse(courseway, 'gone', await makeScorm12Zip());
    await put('/courses/gone/tags', { tags: ['mortal'] });
    await courseway.api('/courses/gone', { method: 'DELETE' });
    expect(await idsOf('tags=mortal')).toEqual([]);
    await importCourse(courseway, 'gone', await makeScorm12Zip());
    expect(await tagsOf('gone')).toEqual([]);
    await courseway.api('/courses/gone', { method: 'DELETE' });
  });
});

describe('what a course shows', () => {
  test('registrations of the course, and of each version', async () => {
    await importCourse(courseway, 'b', await makeScorm12Zip({ title: 'Course b2' }), '&mayCreateNewVersion=true');
    const register = (registrationId: string, version: number) => courseway.api(`/registrations?courseVersion=${version}`, { method: 'POST', body: { courseId: 'b', registrationId, learner: { id: registrationId } } });
    for (const [id, version] of [['r1', 0], ['r2', 1], ['r3', 1]] as const) expect((await register(id, version)).status).toBe(204);
    const counted = '?includeRegistrationCount=true';
    expect((await read(`/courses/b/versions${counted}`)).courses.map(({ version, registrationCount }) => [version, registrationCount])).toEqual([[0, 1], [1, 2]]);
    expect(await (await courseway.api(`/courses/b/versions/0${counted}`)).json()).toMatchObject({ registrationCount: 1 });
    expect(await (await courseway.api(`/courses/b${counted}`)).json()).toMatchObject({ registrationCount: 3 });
    expect((await read(`/courses${counted}&orderBy=title_asc`)).courses.map(({ registrationCount }) => registrationCount)).toEqual([0, 3, 0]);
    expect((await read('/courses')).courses[0]).not.toHaveProperty('registrationCount');
  });

  test('whether it is dispatched; metadata only when asked for', async () => {
    const { courseId } = await makeDispatch(courseway);
    expect(await (await courseway.api(`/courses/${courseId}`)).json()).toMatchObject({ dispatched: true });
    expect(await (await courseway.api('/courses/a')).json()).toMatchObject({ dispatched: false });
    expect(await (await courseway.api('/courses/a')).json()).not.toHaveProperty('metadata');
    expect(await (await courseway.api('/courses/a?includeCourseMetadata=true')).json()).toMatchObject({ metadata: { keywords: [] } });
    expect((await courseway.api('/courses/a?includeCourseMetadata=maybe')).status).toBe(400);
    await courseway.api(`/courses/${courseId}`, { method: 'DELETE' });
  });

  test('a page needs as many statements whatever it holds', async () => {
    const cost = async (query: string) => {
      const seen: number[] = [];
      for (let i = 0; i < 5; i++) seen.push(await countStatements(courseway, () => read(`/courses?includeRegistrationCount=true&${query}`)));
      return Math.min(...seen); // what is deleted above may still be cleared away
    };
    const one = await cost('filter=a&tags=red');
    expect(await cost('')).toBe(one);
    expect(one).toBeLessThanOrEqual(7);
  });
});

describe('xAPI statements of a course', () => {
  test('are an empty list of the right shape; filters are held to their kinds', async () => {
    for (const path of ['/courses/a/xAPIStatements', '/courses/a/versions/0/xAPIStatements?learnerId=anna&since=2026-01-01&until=2027-01-01T00:00:00Z']) {
      const answer = await courseway.api(path);
      expect([answer.status, await answer.json()]).toEqual([200, { statements: [] }]);
    }
    for (const query of ['since=soon', 'until=x', 'more=forged', `learnerId=${'x'.repeat(256)}`]) expect([query, (await courseway.api(`/courses/a/xAPIStatements?${query}`)).status]).toEqual([query, 400]);
    for (const path of ['/courses/none/xAPIStatements', '/courses/a/versions/4/xAPIStatements']) expect((await courseway.api(path)).status).toBe(404);
    expect((await other.api('/courses/a/xAPIStatements')).status).toBe(404);
  });
});
