import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { importCourse } from '../support/courses';
import { learning, passed } from '../support/learning';
import { makeScorm12Zip } from '../support/make/course-packages';
import { officialClient } from './official-client';
import { servesItsRows } from './operations-table';

type Values = Record<string, unknown>;
let courseway: Booted;
let at: ReturnType<typeof learning>;
const registrations = (operation: string, ...values: unknown[]) => officialClient(courseway).call('RegistrationApi', operation, ...values);
const learners = (operation: string, ...values: unknown[]) => officialClient(courseway).call('LearnerApi', operation, ...values);
const data = async (operation: string, ...values: unknown[]): Promise<Values> => (await registrations(operation, ...values)).data;
const refused = (operation: string, ...values: unknown[]) => registrations(operation, ...values).then(() => 'not refused', (error: { status: number }) => error.status);

beforeAll(async () => {
  courseway = await bootCourseway();
  at = learning(courseway);
  await importCourse(courseway, 'course', await makeScorm12Zip({ title: 'A course' }));
});
afterAll(() => courseway.close());

const create = async (registrationId: string, more: object = {}) =>
  expect((await registrations('createRegistration', { courseId: 'course', registrationId, learner: { id: 'anna', firstName: 'Anna', lastName: 'Muster', email: 'anna@learner.example' }, ...more }, {})).status).toBe(204);
/** Learner's work through a launch link of the client. */
async function open(registrationId: string, more: object = {}): Promise<string> {
  const { launchLink } = await data('buildRegistrationLaunchLink', registrationId, { redirectOnExitUrl: 'Message', ...more });
  const answer = await fetch(String(launchLink), { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '').pathname;
}
const launches = async (...values: unknown[]) => (await data(values.length > 2 ? 'getRegistrationInstanceLaunchHistory' : 'getRegistrationLaunchHistory', ...values))['launchHistory'] as Values[];

test('a registration from creation to deletion, with every operation of the service', async () => {
  await create('one', { learnerTags: ['staff'], courseTags: ['yearly'], registrationTags: ['wave-1'] });
  expect((await registrations('getRegistration', 'one')).status).toBe(200);
  expect(await refused('getRegistration', 'nobody')).toBe(404);
  expect(await data('getRegistrationProgress', 'one', {})).toMatchObject({ id: 'one', instance: 0, registrationCompletion: 'UNKNOWN', totalSecondsTracked: 0, tags: ['wave-1'], course: { id: 'course', title: 'A course', version: 0 }, createdDate: expect.any(Date) });
  expect(await launches('one', {})).toEqual([]);

  const path = await open('one', { additionalvalues: [{ item: 'room', value: 'B2' }], launchAuth: { type: 'cookies' } });
  await at.work(path, 1, { ...passed, 'cmi.suspend_data': 'kept' }, { final: true });
  expect(await data('getRegistrationProgress', 'one', { includeChildResults: true, includeRuntime: true, includeInteractionsAndObjectives: true })).toMatchObject({
    registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 85 }, totalSecondsTracked: 10, completedDate: expect.any(Date),
    activityDetails: { children: [{ id: 'ITEM-1', runtime: { suspendData: 'kept', scoreRaw: '85', timeTracked: '0000:00:10' } }] },
  });
  const [first] = await until(() => launches('one', { includeHistoryLog: true }), ([launch]) => launch?.['exitTime']);
  expect(first).toMatchObject({ id: 'one', instance: 0, completionStatus: 'COMPLETED', successStatus: 'PASSED', score: { scaled: 85 }, totalSecondsTracked: 10, launchTime: expect.any(Date), lastRuntimeUpdate: expect.any(Date), historyLog: expect.stringContaining('launch value room=B2') });
  expect((await data('getRegistrationStatements', 'one', { since: '2026-01-01T00:00:00Z' }))['statements']).toEqual([]);
  expect((await data('getRegistrationInstanceStatements', 'one', 0, {}))['statements']).toEqual([]);

  expect((await registrations('createNewRegistrationInstance', 'one')).status).toBe(204);
  const instances = (await data('getRegistrationInstances', 'one', {}))['registrations'] as Values[];
  expect(instances.map((one) => [one['instance'], one['registrationSuccess']])).toEqual([[0, 'PASSED'], [1, 'UNKNOWN']]);
  expect(await data('getRegistrationInstanceProgress', 'one', 0, {})).toMatchObject({ instance: 0, registrationSuccess: 'PASSED' });
  expect([(await launches('one', 0, {})).length, (await launches('one', 1, {})).length]).toEqual([1, 0]);
  expect((await registrations('deleteRegistrationInstance', 'one', 1)).status).toBe(204);
  expect(await refused('getRegistrationInstanceProgress', 'one', 1, {})).toBe(404);

  expect((await registrations('deleteRegistrationGlobalData', 'one')).status).toBe(204);
  expect(await data('getRegistrationProgress', 'one', {})).toMatchObject({ instance: 0, registrationSuccess: 'PASSED' });
  await importCourse(courseway, 'course', await makeScorm12Zip({ title: 'A newer course' }), '&mayCreateNewVersion=true');
  expect((await registrations('deleteRegistrationProgress', 'one')).status).toBe(204);
  expect(await data('getRegistrationProgress', 'one', {})).toMatchObject({ registrationSuccess: 'UNKNOWN', totalSecondsTracked: 0, course: { version: 1, title: 'A newer course' } });
  expect(await launches('one', {})).toEqual([]);

  expect((await registrations('deleteRegistration', 'one')).status).toBe(204);
  expect(await refused('getRegistrationProgress', 'one', {})).toBe(404);
});

test('lists and tags', async () => {
  for (const id of ['first', 'second', 'third']) await create(id);
  expect((await registrations('putRegistrationTags', 'first', { tags: ['a', 'b'] })).status).toBe(204);
  expect((await registrations('putRegistrationTagsBatch', { ids: ['second', 'third'], tags: ['b', 'c'] })).status).toBe(204);
  expect((await registrations('deleteRegistrationTags', 'third', { tags: ['b'] })).status).toBe(204);
  expect(await data('getRegistrationTags', 'second')).toMatchObject({ tags: ['b', 'c'] });
  const ids = async (options: Values) => ((await data('getRegistrations', { orderBy: 'created_asc', ...options }))['registrations'] as Values[]).map((one) => one['id']);
  expect([await ids({ tags: ['a', 'c'] }), await ids({ tags: ['b'] }), await ids({ filterBy: 'tags', filter: 'a' }), await ids({ learnerId: 'nobody' })]).toEqual([['first', 'second', 'third'], ['first', 'second'], ['first'], []]);
  expect((await registrations('getRegistrations', { courseId: 'course', includeTotalCount: true })).headers['x-total-count']).toBe('3');
});

test('a registration that goes on where another system left off', async () => {
  const leaf = { id: 'ITEM-1', activityCompletion: 'INCOMPLETE', timeTracked: '0000:01:00', runtime: { completionStatus: 'incomplete', location: 'page-4', suspendData: 'state-4' } };
  await create('moved', { initialRegistrationState: { registrationCompletion: 'INCOMPLETE', totalSecondsTracked: 90, firstAccessDate: '2020-01-01T00:00:00Z', activityDetails: { id: 'root', children: [leaf] } } });
  expect(await data('getRegistrationProgress', 'moved', { includeChildResults: true, includeRuntime: true })).toMatchObject({
    registrationCompletion: 'INCOMPLETE', totalSecondsTracked: 90, firstAccessDate: new Date('2020-01-01T00:00:00Z'), activityDetails: { children: [{ timeTracked: '0000:01:00', runtime: { location: 'page-4', suspendData: 'state-4' } }] },
  });
});

test('every operation of the Learner service', async () => {
  await create('of-lea', { learner: { id: 'lea', firstName: 'Lea', email: 'lea@learner.example' } });
  expect((await learners('putLearnerTags', 'lea', { tags: ['a', 'b'] })).status).toBe(204);
  expect((await learners('putLearnerTagsBatch', { ids: ['lea', 'anna'], tags: ['c'] })).status).toBe(204);
  expect((await learners('deleteLearnerTags', 'lea', { tags: ['a'] })).status).toBe(204);
  expect((await learners('getLearnerTags', 'lea')).data).toMatchObject({ tags: ['b', 'c'] });
  expect((await learners('updateLearnerInfo', 'lea', { id: 'lea', firstName: 'Lea-Marie', lastName: 'Neu', email: '' })).status).toBe(204);
  expect(await data('getRegistrationProgress', 'of-lea', {})).toMatchObject({ learner: { id: 'lea', firstName: 'Lea-Marie', lastName: 'Neu', email: '' } });
  expect((await learners('deleteAllLearnerData', 'lea', 'owner@vendor.example')).status).toBe(204);
  await until(() => refused('getRegistrationProgress', 'of-lea', {}), (seen) => seen === 404);
  await until(() => learners('getLearnerTags', 'lea').then(() => 200, (error: { status: number }) => error.status), (seen) => seen === 404);
  await expect(learners('deleteAllLearnerData', 'lea', 'owner@vendor.example')).rejects.toMatchObject({ status: 404 });
});

servesItsRows(__filename);
