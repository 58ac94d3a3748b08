import { type Booted, bootCourseway } from '../../support/boot';
import { importCourse } from '../../support/courses';
import { learning } from '../../support/learning';
import { makeScorm12Zip } from '../../support/make/course-packages';

let courseway: Booted;
let at: ReturnType<typeof learning>;
beforeAll(async () => {
  courseway = await bootCourseway();
  at = learning(courseway);
  await importCourse(courseway, 'course', await makeScorm12Zip({ masteryScore: 80 }));
});
afterAll(() => courseway.close());

interface Detailed {
  activityDetails: { children: { completionAmount?: object; staticProperties: object; objectives?: object[]; runtime?: Record<string, unknown> & { runtimeInteractions?: object[] } }[] };
}
const read = async (query: string) => {
  const { activityDetails } = (await at.read('r', `?includeChildResults=true&${query}`)) as unknown as Detailed;
  const [lesson] = activityDetails.children;
  if (!lesson) throw new Error('there is no activity');
  return lesson;
};

test('a registration tells all that the data model holds, in the words of the v2 API', async () => {
  await at.register('r');
  const path = await at.open('r');
  await at.work(path, 1, {
    'cmi.comments': 'Too fast', 'cmi.student_preference.audio': '10', 'cmi.student_preference.language': 'de', 'cmi.student_preference.speed': '-5', 'cmi.student_preference.text': '1',
    'cmi.interactions.0.id': 'q1', 'cmi.interactions.0.type': 'true-false', 'cmi.interactions.0.time': '10:11:12', 'cmi.interactions.0.result': 'wrong', 'cmi.interactions.0.student_response': 't',
    'cmi.interactions.1.id': 'q2', 'cmi.interactions.1.type': 'fill-in', 'cmi.objectives.0.id': 'o1', 'cmi.objectives.0.status': 'passed',
  });
  const { runtime, staticProperties } = await read('includeInteractionsAndObjectives=true');
  expect(staticProperties).toMatchObject({ scaledPassingScore: 0.8, scaledPassingScoreUsed: true });
  expect(runtime).toMatchObject({
    learnerComments: [{ value: 'Too fast' }], lmsComments: [], learnerPreference: { audioLevel: 10, language: 'de', deliverySpeed: -5, audioCaptioning: 1 },
    runtimeInteractions: [{ id: 'q1', type: 'TrueFalse', timestamp: '10:11:12', result: 'incorrect', learnerResponse: 't' }, { id: 'q2', type: 'FillIn' }],
    runtimeObjectives: [{ id: 'o1', runtimeObjectiveSuccessStatus: 'PASSED', runtimeObjectiveCompletionStatus: 'COMPLETED' }],
  });
  expect(runtime?.runtimeInteractions?.[0]).not.toHaveProperty('timestampUtc'); // a time of day is no moment
});

test('interactions come when they are asked for, the rest of the runtime likewise', async () => {
  expect((await read('includeRuntime=true')).runtime).not.toHaveProperty('runtimeInteractions');
  expect(await read('')).not.toHaveProperty('runtime');
});
