import { type Booted, bootCourseway } from '../../support/boot';
import { importCourse } from '../../support/courses';
import { learning, passed } from '../../support/learning';
import { makeScorm12Zip, makeScorm2004Zip } from '../../support/make/course-packages';

let courseway: Booted;
let at: ReturnType<typeof learning>;
beforeAll(async () => {
  courseway = await bootCourseway();
  at = learning(courseway);
  await importCourse(courseway, 'course', await makeScorm12Zip());
  await importCourse(courseway, 'many', await makeScorm12Zip({ scos: 3 }));
  await importCourse(courseway, '2004', await makeScorm2004Zip());
});
afterAll(() => courseway.close());

const full = '?includeChildResults=true&includeRuntime=true&includeInteractionsAndObjectives=true';
const takeOver = async (registrationId: string, initialRegistrationState: object, courseId = 'course') => (await at.register(registrationId, { courseId, initialRegistrationState })).status;
interface Tree {
  activityDetails: { children: { id: string; runtime: { suspendData: string; location: string } }[] };
}

test('what one registration tells makes another that tells the same', async () => {
  for (const [courseId, item, cmi] of [
    ['course', 'ITEM-1', { ...passed, 'cmi.core.lesson_location': 'page 7', 'cmi.suspend_data': 'half way', 'cmi.interactions.0.id': 'q1', 'cmi.interactions.0.type': 'choice', 'cmi.interactions.0.student_response': 'b', 'cmi.interactions.0.result': 'wrong', 'cmi.objectives.0.id': 'o1', 'cmi.objectives.0.status': 'failed' }],
    ['2004', undefined, { 'cmi.completion_status': 'completed', 'cmi.success_status': 'passed', 'cmi.score.scaled': '0.85', 'cmi.location': 'page 7', 'cmi.suspend_data': 'half way', 'cmi.exit': 'suspend', 'cmi.interactions.0.id': 'q1', 'cmi.interactions.0.type': 'true-false', 'cmi.interactions.0.learner_response': 'true', 'cmi.interactions.0.result': 'incorrect', 'cmi.objectives.0.id': 'o1', 'cmi.objectives.0.success_status': 'failed' }],
  ] as const) {
    const first = `first of ${courseId}`;
    await at.register(first, { courseId });
    const id = item ?? ((await at.read(first, full)) as unknown as Tree).activityDetails.children[0]?.id ?? '';
    expect((await at.commit(await at.open(first), { activityId: id, revision: 1, seconds: 75, cmi, current: id })).status).toBe(200);
    const state = await at.read(first, full);
    expect(state).toMatchObject({ registrationSuccess: 'PASSED', totalSecondsTracked: 75, score: { scaled: 85 } });
    expect(await takeOver(`second of ${courseId}`, state, courseId)).toBe(204);
    const { id: _, xapiRegistrationId: __, updated: ___, createdDate: ____, learner: _____, ...same } = state;
    expect(await at.read(`second of ${courseId}`, full)).toMatchObject(same);
  }
});

test('the course finds its data again, and the work goes on', async () => {
  const leaf = { id: 'ITEM-1', activityCompletion: 'INCOMPLETE', timeTracked: '0000:05:00', runtime: { completionStatus: 'incomplete', location: 'page-4', suspendData: 'state-4', exit: 'suspend' } };
  expect(await takeOver('goes on', { registrationCompletion: 'INCOMPLETE', totalSecondsTracked: 400, suspendedActivityId: 'ITEM-1', activityDetails: { id: 'root', children: [leaf] } })).toBe(204);
  const path = await at.open('goes on');
  expect(await (await fetch(`${courseway.contentUrl}${path}`)).text()).toContain('state-4');
  await at.work(path, 1, passed);
  expect(await at.read('goes on')).toMatchObject({ registrationSuccess: 'PASSED', registrationCompletion: 'COMPLETED', totalSecondsTracked: 410 });
});

test('figures alone hold until the work says more; completed stays completed; dates are kept', async () => {
  const figures = { registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 91 }, totalSecondsTracked: 1234.5, firstAccessDate: '2020-01-02T03:04:05Z', lastAccessDate: '2020-02-02T03:04:05Z', completedDate: '2020-02-01T00:00:00Z' };
  expect(await takeOver('figures', figures, 'many')).toBe(204);
  const told = { ...figures, firstAccessDate: '2020-01-02T03:04:05.000Z', lastAccessDate: '2020-02-02T03:04:05.000Z', completedDate: '2020-02-01T00:00:00.000Z' };
  expect(await at.read('figures')).toMatchObject(told);
  await at.work(await at.open('figures'), 1, {});
  expect(await at.read('figures')).toMatchObject({ ...figures, totalSecondsTracked: 1244.5, firstAccessDate: told.firstAccessDate, lastAccessDate: expect.stringMatching(/^20[^2]|^202[^0]/), completedDate: told.completedDate });
  expect((await courseway.api('/registrations/figures/progress', { method: 'DELETE' })).status).toBe(204);
  expect(await at.read('figures')).toMatchObject({ registrationCompletion: 'UNKNOWN', totalSecondsTracked: 0 });
});

test('an empty state is a fresh registration; units that the course does not have are left out', async () => {
  expect(await takeOver('empty', {})).toBe(204);
  expect(await at.read('empty')).toMatchObject({ registrationCompletion: 'UNKNOWN', registrationSuccess: 'UNKNOWN', totalSecondsTracked: 0 });
  const stranger = { id: 'no such unit', activityCompletion: 'COMPLETED', timeTracked: '0000:00:10' };
  expect(await takeOver('stranger', { activityDetails: { id: 'root', children: [stranger, { ...stranger, id: 'another' }] } }, 'many')).toBe(204);
  expect(await at.read('stranger')).toMatchObject({ registrationCompletion: 'UNKNOWN' });
});

test('400 names the field, and nothing is created', async () => {
  const refused: [object, string][] = [
    [{ registrationCompletion: 'DONE' }, 'registrationCompletion'], [{ score: { scaled: 101 } }, 'score.scaled'], [{ totalSecondsTracked: -1 }, 'totalSecondsTracked'], [{ firstAccessDate: 'yesterday' }, 'firstAccessDate'],
    [{ activityDetails: { children: [{ children: [{ activitySuccess: 'WON' }] }] } }, 'activitySuccess'], [{ activityDetails: { runtime: { scoreRaw: 'eleven' } } }, 'scoreRaw'], [[] as object, 'initialRegistrationState'],
  ];
  for (const [state, field] of refused) {
    const answer = await at.register('refused', { initialRegistrationState: state });
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([400, expect.stringContaining(field)]);
  }
  expect((await courseway.api('/registrations/refused')).status).toBe(404);
  expect(await takeOver('nowhere', {}, 'no such course')).toBe(404);
});

test('a further instance goes on where it was begun elsewhere, on the version that is named', async () => {
  await importCourse(courseway, 'versioned', await makeScorm12Zip());
  await importCourse(courseway, 'versioned', await makeScorm12Zip({ scos: 2 }), '&mayCreateNewVersion=true');
  await at.register('attempts', { courseId: 'versioned' });
  const add = async (body?: object) => (await courseway.api('/registrations/attempts/instances', { method: 'POST', ...(body && { body }) })).status;
  const leaf = { id: 'ITEM-1', activitySuccess: 'PASSED', score: { scaled: 77 }, runtime: { suspendData: 'second', completionStatus: 'passed' } };
  const initialRegistrationState = { registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 77 }, firstAccessDate: '2020-01-02T00:00:00Z', activityDetails: { id: 'root', children: [leaf] } };
  expect(await add({ initialRegistrationState, courseVersion: 0 })).toBe(204);
  expect(await at.read('attempts', full)).toMatchObject({ instance: 1, course: { version: 0 }, registrationSuccess: 'PASSED', score: { scaled: 77 }, firstAccessDate: '2020-01-02T00:00:00.000Z', activityDetails: { children: [{ runtime: { suspendData: 'second' } }] } });
  expect([await add(), await add({}), await add({ initialRegistrationState: {} })]).toEqual([204, 204, 204]);
  expect(await at.read('attempts')).toMatchObject({ instance: 4, course: { version: 1 }, registrationCompletion: 'UNKNOWN' });
  expect([await add({ initialRegistrationState, courseVersion: 9 }), await add({ initialRegistrationState: { registrationCompletion: 'DONE' } }), await add({ courseVersion: -1 })]).toEqual([404, 400, 400]);
  expect((await courseway.api('/registrations/nobody/instances', { method: 'POST', body: { initialRegistrationState } })).status).toBe(404);
});
