import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { countStatements } from '../../support/count-statements';
import { importCourse } from '../../support/courses';
import { download, launch, makeDispatch } from '../../support/dispatching';
import { learning, passed } from '../../support/learning';
import { makeScorm12Zip } from '../../support/make/course-packages';

let courseway: Booted;
let at: ReturnType<typeof learning>;
beforeAll(async () => {
  courseway = await bootCourseway();
  at = learning(courseway);
  await importCourse(courseway, 'course', await makeScorm12Zip());
});
afterAll(() => courseway.close());

interface Listed {
  status: number;
  registrations: { instance: number; registrationSuccess: string }[];
  more?: string;
}
const list = async (id: string, query = ''): Promise<Listed> => {
  const answer = await courseway.api(`/registrations/${id}/instances${query}`);
  return { status: answer.status, ...((await answer.json()) as Omit<Listed, 'status'>) };
};
const add = (id: string) => courseway.api(`/registrations/${id}/instances`, { method: 'POST' });
const remove = async (id: string, instance: number | string) => (await courseway.api(`/registrations/${id}/instances/${instance}`, { method: 'DELETE' })).status;
const numbers = ({ registrations }: Listed) => registrations.map(({ instance }) => instance);

test('pages of ten, the oldest first, in statements that do not grow', async () => {
  await at.register('many');
  for (let n = 0; n < 12; n++) expect((await add('many')).status).toBe(204);
  const first = await list('many');
  expect(numbers(first)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const rest = await list('many', `?more=${encodeURIComponent(first.more ?? '')}`);
  expect([numbers(rest), rest.more]).toEqual([[10, 11, 12], undefined]);
  await at.register('few');
  expect((await list('few', `?more=${encodeURIComponent(first.more ?? '')}`)).status).toBe(400);
  expect(await countStatements(courseway, () => list('many'))).toBe(await countStatements(courseway, () => list('few')));
});

test('since and until look at when an instance was made', async () => {
  await at.register('dated');
  await add('dated');
  expect(numbers(await list('dated', '?since=2000-01-01T00:00:00Z&until=2999-01-01T00:00:00Z'))).toEqual([0, 1]);
  expect(numbers(await list('dated', '?since=2999-01-01T00:00:00Z'))).toEqual([]);
  for (const query of ['?since=x', '?until=x', '?more=x', '?includeRuntime=perhaps']) expect((await list('dated', query)).status).toBe(400);
  expect((await list('nobody')).status).toBe(404);
});

test('deleting the newest leads back to the one before; deleting the last deletes the registration', async () => {
  await at.register('three', { registrationTags: ['a tag'] });
  await at.work(await at.open('three'), 1, passed);
  await add('three');
  await add('three');
  const inside = await at.open('three');
  expect(await remove('three', 2)).toBe(204);
  expect((await at.work(inside, 1, passed)).status).toBe(410);
  expect(await at.read('three')).toMatchObject({ instance: 1, registrationSuccess: 'UNKNOWN' });
  expect(await remove('three', 2)).toBe(404);
  expect(await remove('three', 1)).toBe(204);
  expect(await at.read('three')).toMatchObject({ instance: 0, registrationSuccess: 'PASSED' });
  const listed = (await (await courseway.api('/registrations?filter=three')).json()) as { registrations: object[] };
  expect(listed.registrations).toEqual([expect.objectContaining({ id: 'three', instance: 0, tags: ['a tag'] })]);
  expect((await add('three')).status).toBe(204);
  expect(numbers(await list('three'))).toEqual([0, 1]);
  expect(await remove('three', 0)).toBe(204);
  expect(await remove('three', 1)).toBe(204);
  expect((await courseway.api('/registrations/three')).status).toBe(404);
  expect((await at.register('three')).status).toBe(204);
  expect(await at.read('three')).toMatchObject({ tags: [] });
});

test('400 and 404', async () => {
  await at.register('mine');
  const other = await courseway.otherTenant();
  expect((await other.api('/registrations/mine/instances/0', { method: 'DELETE' })).status).toBe(404);
  expect([await remove('mine', 7), await remove('nobody', 0), await remove('mine', 'x'), await remove('mine', -1)]).toEqual([404, 404, 400, 404]);
  expect((await add('nobody')).status).toBe(404);
  expect((await courseway.api('/registrations/mine/instances/0')).status).toBe(200);
});

test('instances asked for at one moment get numbers of their own', async () => {
  await at.register('parallel');
  expect((await Promise.all(Array.from({ length: 5 }, () => add('parallel')))).map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
  expect(numbers(await until(() => list('parallel'), (seen) => seen.registrations.length === 6))).toEqual([0, 1, 2, 3, 4, 5]);
});

test('the seat of a dispatch goes on with the instance that stays, so that nobody takes a second seat', async () => {
  const made = await makeDispatch(courseway, { registrationCap: 1 });
  const zip = await download(courseway, made.id);
  expect((await launch(courseway, zip)).result).toBe('welcome');
  const found = async () => ((await (await courseway.api(`/registrations?courseId=${made.courseId}`)).json()) as { registrations: { id: string; instance: number }[] }).registrations;
  const [registration] = await found();
  const id = registration?.id ?? '';
  await add(id);
  expect(await remove(id, 0)).toBe(204);
  const again = await until(() => launch(courseway, zip), ({ result }) => result === 'welcome');
  expect(again).toMatchObject({ tracking: true });
  expect(await found()).toEqual([expect.objectContaining({ id, instance: 1, firstAccessDate: expect.any(String) })]);
});
