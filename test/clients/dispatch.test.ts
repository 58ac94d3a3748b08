import { createHash } from 'node:crypto';
import { type Booted, bootCourseway } from '../support/boot';
import { download, launch, moveClock, publishCourse, report } from '../support/dispatching';
import { progress } from '../support/posting';
import { readZip } from '../support/read-zip';
import { TestReceiver } from '../support/receiver';
import { officialClient } from './official-client';
import { servesItsRows } from './operations-table';

type Values = Record<string, unknown>;
type Listed = { id: string; data: Values }[];
let courseway: Booted;
let receiver: TestReceiver;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  receiver = await TestReceiver.start((response) => response.end('ok'));
  for (const course of ['c1', 'c2', 'c3']) await publishCourse(courseway, course, `Title ${course}`);
});
afterAll(async () => {
  await courseway?.close();
  await receiver?.stop();
});

const call = (operation: string, ...values: unknown[]) => officialClient(courseway).call('DispatchApi', operation, ...values);
const data = async (operation: string, ...values: unknown[]): Promise<Values> => (await call(operation, ...values)).data;
const refused = (operation: string, ...values: unknown[]) => call(operation, ...values).then(() => 'not refused', (error: { status: number }) => error.status);
const done = async (operation: string, ...values: unknown[]) => expect([operation, (await call(operation, ...values)).status]).toEqual([operation, 204]);
const ids = (list: Values, of: string) => (list[of] as Listed).map(({ id }) => id);
const dispatches = async (operation: string, ...values: unknown[]) => ids(await data(operation, ...values), 'dispatches');
const destinations = async (options: Values) => ids(await data('getDestinations', options), 'destinations');
/** Whether a learner gets in through the package of a dispatch. */
const enter = async (dispatchId: string, id: string) => launch(courseway, await download(courseway, dispatchId), { id, name: `Name, ${id}` });
const registrationsOf = async (courseId: string) => (await officialClient(courseway).call('RegistrationApi', 'getRegistrations', { courseId, orderBy: 'created_asc' })).data['registrations'] as Values[];

test('destinations: made in a list and one by one, changed, listed, tagged', async () => {
  const launchAuth = { type: 'vault', options: { ipAddress: true, expiry: 60 } };
  await done('createDestinations', { destinations: [{ id: 'acme', data: { name: 'ACME Ltd', tags: ['wine'], email: 'acme@vendor.example', notes: 'the first', launchAuth } }, { id: 'beta', data: { name: 'Beta Ltd' } }] });
  expect(await refused('createDestinations', { destinations: [{ id: 'acme', data: { name: 'Again' } }] })).toBe(400);
  expect(await data('getDestination', 'acme')).toMatchObject({ name: 'ACME Ltd', tags: ['wine'], email: 'acme@vendor.example', notes: 'the first', launchAuth, created: expect.any(Date), updated: expect.any(Date) });
  const back = moveClock(courseway, 1000);
  await done('setDestination', 'gamma', { name: 'Gamma Ltd' });
  back();
  await done('setDestination', 'acme', { name: 'ACME Inc', notes: null });
  expect(await data('getDestination', 'acme')).toMatchObject({ name: 'ACME Inc', notes: 'the first', email: 'acme@vendor.example' });
  expect(await refused('setDestination', 'delta', { notes: 'a new one without a name' })).toBe(400);

  await done('putDestinationTags', 'acme', { tags: ['red', 'dry'] });
  await done('putDestinationTagsBatch', { ids: ['beta', 'gamma'], tags: ['both'] });
  await done('deleteDestinationTags', 'acme', { tags: ['dry', 'never there'] });
  expect([(await data('getDestinationTags', 'acme'))['tags'], (await data('getDestinationTags', 'gamma'))['tags']]).toEqual([['red', 'wine'], ['both']]);
  expect([(await destinations({ orderBy: 'created_asc' })).at(-1), await destinations({ tags: ['both', 'nothing'], orderBy: 'created_desc' }), await destinations({ filter: 'ACM' }), await destinations({ courseId: 'c1' })])
    .toEqual(['gamma', ['gamma', 'beta'], ['acme'], []]);
  expect((await call('getDestinations', { includeTotalCount: true })).headers['x-total-count']).toBe('3');
});

test('dispatches: made, read, changed one and many, listed in all and in one destination', async () => {
  const given = { destinationId: 'acme', courseId: 'c2', allowNewRegistrations: false, instanced: false, registrationCap: 7, expirationDate: '2040-01-01T00:00:00Z', enabled: false, tags: ['red'], email: 'e@vendor.example', notes: 'a note' };
  await done('createDispatches', { dispatches: [{ id: 'acme-c1', data: { destinationId: 'acme', courseId: 'c1' } }, { id: 'acme-c2', data: given }, { id: 'beta-c1', data: { destinationId: 'beta', courseId: 'c1', tags: ['red'] } }] });
  expect(await refused('createDispatches', { dispatches: [{ id: 'second-c1', data: { destinationId: 'acme', courseId: 'c1' } }] })).toBe(400);
  expect(await data('getDispatch', 'acme-c1')).toMatchObject({
    destinationId: 'acme', destinationName: 'ACME Inc', courseId: 'c1', courseTitle: 'Title c1', allowNewRegistrations: true, instanced: true, registrationCap: 0, registrationCount: 0, enabled: true, tags: [], created: expect.any(Date), updated: expect.any(Date),
  });
  expect((await data('getDispatch', 'acme-c1'))['expirationDate']).toBeUndefined();
  expect(await data('getDispatch', 'acme-c2')).toMatchObject({ ...given, expirationDate: new Date(given.expirationDate) });

  await done('updateDispatch', 'acme-c2', { registrationCap: 9, registrationCount: 3, notes: null });
  expect(await data('getDispatch', 'acme-c2')).toMatchObject({ registrationCap: 9, registrationCount: 3, notes: 'a note', enabled: false });
  const many = await call('updateDispatches', { notes: 'for all red ones' }, { tags: ['red'] });
  expect([many.status, many.headers['x-total-count'], (await data('getDispatch', 'beta-c1'))['notes'], (await data('getDispatch', 'acme-c1'))['notes']]).toEqual([204, '2', 'for all red ones', undefined]);
  expect([await refused('updateDispatches', { notes: 'everywhere' }, {}), await refused('deleteDispatches', {})]).toEqual([400, 400]);

  expect([(await dispatches('getDispatches', { orderBy: 'created_asc', courseId: 'c1' })).sort(), await dispatches('getDispatches', { tags: ['red'], filter: 'beta' }), await dispatches('getDestinationDispatches', 'acme', { orderBy: 'created_desc' }), await dispatches('getDestinationDispatches', 'acme', { courseId: 'c2' })])
    .toEqual([['acme-c1', 'beta-c1'], ['beta-c1'], expect.arrayContaining(['acme-c1', 'acme-c2']), ['acme-c2']]);
  expect((await call('getDestinationDispatches', 'acme', { includeTotalCount: true })).headers['x-total-count']).toBe('2');
  expect([await refused('getDestinationDispatches', 'nobody', {}), await destinations({ courseId: 'c2' })]).toEqual([404, ['acme']]);

  await done('putDispatchTags', 'acme-c1', { tags: ['white', 'dry'] });
  await done('putDispatchTagsBatch', { ids: ['acme-c1', 'acme-c2'], tags: ['both'] });
  await done('deleteDispatchTags', 'acme-c1', { tags: ['dry'] });
  expect([(await data('getDispatchTags', 'acme-c1'))['tags'], (await data('getDispatchTags', 'acme-c2'))['tags'], await dispatches('getDispatches', { tags: ['white'] })]).toEqual([['both', 'white'], ['both', 'red'], ['acme-c1']]);
});

test('pages go on with `more` alone and lead over the whole list', async () => {
  await done('createDestinations', { destinations: Array.from({ length: 12 }, (_, n) => ({ id: `page-${n}`, data: { name: `P${n}`, tags: ['paged'] } })) });
  await done('createDispatches', { dispatches: Array.from({ length: 12 }, (_, n) => ({ id: `page-${n}`, data: { destinationId: `page-${n}`, courseId: 'c3' } })) });
  for (const [operation, of, options] of [['getDestinations', 'destinations', { tags: ['paged'] }], ['getDispatches', 'dispatches', { courseId: 'c3' }]] as const) {
    const first = await data(operation, options);
    const second = await data(operation, { more: first['more'] });
    expect([ids(first, of).length, ids(second, of).length, second['more']]).toEqual([10, 2, undefined]);
    expect(new Set([...ids(first, of), ...ids(second, of)]).size).toBe(12);
  }
  expect([(await call('deleteDispatches', { courseId: 'c3' })).headers['x-total-count'], await dispatches('getDispatches', { courseId: 'c3' })]).toEqual(['12', []]);
});

test('packages of one dispatch and of a whole destination; learners who come in count', async () => {
  const zip = async (operation: string, ...values: unknown[]) => readZip((await call(operation, ...values)).data as unknown as Buffer);
  expect([...(await zip('getDispatchZip', 'acme-c1', { type: 'SCORM_12' })).keys()]).toContain('imsmanifest.xml');
  const all = await zip('getDestinationDispatchZip', 'acme', {});
  expect([all.size, (await zip('getDestinationDispatchZip', 'acme', { tags: ['white'] })).size]).toEqual([3, 2]);
  for (const [name, inner] of all) if (name !== 'README.txt') expect([...(await readZip(inner)).keys()]).toContain('imsmanifest.xml');

  for (const learner of ['ann', 'ben']) expect((await enter('acme-c1', learner)).result).toBe('welcome');
  expect(await data('getDispatchRegistrationCount', 'acme-c1')).toMatchObject({ registrationCount: 2 });
  expect((await data('getDestinationDispatchRegistrationCount', 'acme'))['result']).toBe(2 + 3);
  await done('resetDispatchRegistrationCount', 'acme-c1');
  expect(await data('getDispatchRegistrationCount', 'acme-c1')).toMatchObject({ registrationCount: 0, lastResetDate: expect.any(Date) });
  expect((await data('getDestinationDispatchRegistrationCount', 'acme'))['result']).toBe(3);
  await done('resetDestinationDispatchRegistrationCount', 'acme');
  expect([(await data('getDestinationDispatchRegistrationCount', 'acme'))['result'], (await data('getDispatchRegistrationCount', 'acme-c2'))['registrationCount'], (await registrationsOf('c1')).length]).toEqual([0, 0, 2]);
});

test('switches of a dispatch and of a destination decide who comes in', async () => {
  const opens = async (id: string) => (await enter('acme-c1', id)).result === 'welcome';
  expect([(await data('getDispatchEnabled', 'acme-c1'))['enabled'], await opens('ann')]).toEqual([true, true]);
  await done('setDispatchEnabled', 'acme-c1', { enabled: false });
  expect([(await data('getDispatchEnabled', 'acme-c1'))['enabled'], (await data('getDispatch', 'acme-c1'))['enabled'], await opens('ann')]).toEqual([false, false, false]);
  await done('setDestinationDispatchEnabled', 'acme', { enabled: true });
  expect([(await data('getDispatchEnabled', 'acme-c1'))['enabled'], (await data('getDispatchEnabled', 'acme-c2'))['enabled'], await opens('ann')]).toEqual([true, true, true]);
  await done('updateDispatch', 'acme-c1', { allowNewRegistrations: false });
  expect([await opens('a newcomer'), await opens('ann')]).toEqual([false, true]);
  await done('updateDispatch', 'acme-c1', { allowNewRegistrations: true });

  await done('enableRegistrationInstancing', 'acme', { enabled: true });
  expect([(await data('getDispatch', 'acme-c1'))['instanced'], (await data('getDispatch', 'acme-c2'))['instanced'], (await data('getDispatch', 'beta-c1'))['instanced']]).toEqual([true, true, true]);
  await done('enableRegistrationInstancing', 'acme', { enabled: false });
  expect([(await data('getDispatch', 'acme-c1'))['instanced'], (await data('getDispatch', 'beta-c1'))['instanced']]).toEqual([false, true]);

  expect([(await data('getDestinationHashUserInfo', 'beta'))['enabled'], (await data('getDispatchHashUserInfo', 'beta-c1'))['enabled']]).toEqual([false, false]);
  await done('updateDestinationHashUserInfo', 'beta', { enabled: true });
  expect([(await data('getDestinationHashUserInfo', 'beta'))['enabled'], (await data('getDispatchHashUserInfo', 'beta-c1'))['enabled'], (await data('getDispatchHashUserInfo', 'acme-c1'))['enabled']]).toEqual([true, true, false]);
  expect((await enter('beta-c1', 'secret learner')).result).toBe('welcome');
  await done('updateDispatchHashUserInfo', 'beta-c1', { enabled: false });
  expect([(await data('getDispatchHashUserInfo', 'beta-c1'))['enabled'], (await data('getDestinationHashUserInfo', 'beta'))['enabled']]).toEqual([false, true]);
  expect((await enter('beta-c1', 'open learner')).result).toBe('welcome');
  const learners = (await registrationsOf('c1')).map((one) => (one['learner'] as Values)['id']);
  expect([learners.includes('secret learner'), learners.includes('open learner'), learners.includes(createHash('sha256').update('secret learner').digest('hex'))]).toEqual([false, true, false]);
});

test('the postback of a dispatch gets the results of its learners until it is taken away', async () => {
  await done('updateDispatch', 'acme-c1', { postBack: { url: receiver.url, authType: 'HTTPBASIC', userName: 'u', password: 'p', resultsFormat: 'COURSE' } });
  const { playUrl } = await enter('acme-c1', 'posted');
  await report({ playUrl }, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '90' });
  await receiver.until(1);
  expect(JSON.parse(receiver.received.at(-1)?.body ?? '')).toMatchObject({ dispatchId: 'acme-c1', learner: { id: 'posted' }, registrationSuccess: 'PASSED' });
  await done('deleteDispatchPostbackInfo', 'acme-c1');
  await done('updateDispatch', 'beta-c1', { postBack: { url: receiver.url, authType: 'HTTPBASIC' } });
  const before = receiver.received.length;
  const idOf = async (learner: string) => String((await registrationsOf('c1')).find((one) => (one['learner'] as Values)['id'] === learner)?.['id']);
  await progress(courseway, await idOf('posted'), 0.3);
  await progress(courseway, await idOf('open learner'), 0.4);
  await receiver.until(before + 1);
  expect(receiver.received.slice(before).map(({ body }) => (JSON.parse(body) as Values)['dispatchId'])).toEqual(['beta-c1']);
});

test('deleting: a dispatch, all of a destination, a destination with its dispatches', async () => {
  await done('deleteDispatch', 'acme-c2');
  expect([await refused('getDispatch', 'acme-c2'), await dispatches('getDestinationDispatches', 'acme', {})]).toEqual([404, ['acme-c1']]);
  await done('deleteDestinationDispatches', 'acme');
  expect([await dispatches('getDestinationDispatches', 'acme', {}), await refused('getDispatch', 'acme-c1'), (await data('getDestination', 'acme'))['name']]).toEqual([[], 404, 'ACME Inc']);
  const shipped = await download(courseway, 'beta-c1');
  await done('deleteDestination', 'beta');
  expect([await refused('getDestination', 'beta'), await refused('getDispatch', 'beta-c1'), (await launch(courseway, shipped, { id: 'late' })).result]).toEqual([404, 404, expect.not.stringMatching('welcome')]);
});

servesItsRows(__filename);
