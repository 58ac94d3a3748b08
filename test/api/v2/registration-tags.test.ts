import { TagCourses } from '../../../src/courses/tag-courses';
import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { importCourse } from '../../support/courses';
import { learning } from '../../support/learning';
import { makeScorm12Zip } from '../../support/make/course-packages';

let courseway: Booted;
let at: ReturnType<typeof learning>;
beforeAll(async () => {
  courseway = await bootCourseway();
  at = learning(courseway);
  await importCourse(courseway, 'course', await makeScorm12Zip());
  for (const id of ['one', 'two', 'three']) await at.register(id);
});
afterAll(() => courseway.close());

const tags = async (path: string) => ((await (await courseway.api(`${path}/tags`)).json()) as { tags: string[] }).tags;
const change = async (method: string, path: string, body: object) => (await courseway.api(`${path}/tags`, { method, body })).status;
const ids = async (query: string) => ((await (await courseway.api(`/registrations?orderBy=created_asc&${query}`)).json()) as { registrations: { id: string }[] }).registrations.map(({ id }) => id);

test('are added, read, removed, and put on many at once', async () => {
  expect(await change('PUT', '/registrations/one', { tags: ['b', 'a', 'a'] })).toBe(204);
  expect(await change('PUT', '/registrations/one', { tags: ['c'] })).toBe(204);
  expect(await tags('/registrations/one')).toEqual(['a', 'b', 'c']);
  expect(await at.read('one')).toMatchObject({ tags: ['a', 'b', 'c'] });
  expect(await change('DELETE', '/registrations/one', { tags: ['a', 'not there'] })).toBe(204);
  expect(await change('PUT', '/registrations', { ids: ['two', 'three'], tags: ['c', 'd'] })).toBe(204);
  expect([await tags('/registrations/one'), await tags('/registrations/two')]).toEqual([['b', 'c'], ['c', 'd']]);
});

test('find registrations in lists', async () => {
  expect(await ids('tags=b,d')).toEqual(['one', 'two', 'three']);
  expect(await ids('tags=d')).toEqual(['two', 'three']);
  expect(await ids('tags=nothing')).toEqual([]);
  expect(await ids('filterBy=tags&filter=B')).toEqual(['one']);
  expect(await ids('filterBy=tags&filter=%25')).toEqual([]);
  const counted = await courseway.api('/registrations?tags=c&includeTotalCount=true');
  expect(counted.headers.get('x-total-count')).toBe('3');
});

test('come along with a new registration and with a launch, for learner, course and registration', async () => {
  await at.register('tagged', { learner: { id: 'lea' }, learnerTags: ['sales'], courseTags: ['compliance'], registrationTags: ['wave 1'] });
  expect([await tags('/registrations/tagged'), await courseway.get(TagCourses).read(courseway.applicationId, 'course'), await tags('/learner/lea')]).toEqual([['wave 1'], ['compliance'], ['sales']]);
  await at.open('tagged', { learnerTags: ['north'], courseTags: ['2026'], registrationTags: ['wave 2'] });
  expect([await tags('/registrations/tagged'), await courseway.get(TagCourses).read(courseway.applicationId, 'course'), await tags('/learner/lea')]).toEqual([['wave 1', 'wave 2'], ['2026', 'compliance'], ['north', 'sales']]);
});

test('cost a list one statement, however many there are', async () => {
  const cost = () => countStatements(courseway, () => ids(''));
  const before = await cost();
  await change('PUT', '/registrations', { ids: ['one', 'two', 'three'], tags: Array.from({ length: 50 }, (_, n) => `more ${n}`) });
  expect(await cost()).toBe(before);
});

test('400 and 404; of many all or none', async () => {
  expect(await change('PUT', '/registrations/nobody', { tags: ['x'] })).toBe(404);
  expect(await change('DELETE', '/registrations/nobody', { tags: ['x'] })).toBe(404);
  expect((await courseway.api('/registrations/nobody/tags')).status).toBe(404);
  expect(await change('PUT', '/registrations', { ids: ['one', 'nobody'], tags: ['never'] })).toBe(404);
  expect(await tags('/registrations/one')).not.toContain('never');
  for (const body of [{}, { tags: 'x' }, { tags: [7] }, { tags: [''] }, { tags: ['x'.repeat(256)] }]) expect(await change('PUT', '/registrations/one', body)).toBe(400);
  expect((await at.register('bad', { registrationTags: 'x' })).status).toBe(400);
  expect((await courseway.api('/registrations/one/launchLink', { method: 'POST', body: { redirectOnExitUrl: '', learnerTags: [1] } })).status).toBe(400);
  expect((await courseway.api('/registrations/one/launchLink', { method: 'POST', body: { redirectOnExitUrl: '', additionalvalues: [{ item: 'x' }] } })).status).toBe(400);
  expect((await (await courseway.otherTenant()).api('/registrations/one/tags')).status).toBe(404);
});
