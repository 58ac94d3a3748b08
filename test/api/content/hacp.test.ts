import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements, statementsDuring } from '../../support/count-statements';
import { importCourse } from '../../support/courses';
import { makeAiccZip } from '../../support/make/reporting-packages';
import { reportingContent } from '../../support/reporting-content';

let courseway: Booted;
let content: ReturnType<typeof reportingContent>;
beforeAll(async () => {
  courseway = await bootCourseway();
  content = reportingContent(courseway);
  expect(await importCourse(courseway, 'course', await makeAiccZip({ units: 2 }))).toMatchObject({ status: 'COMPLETE', importResult: { course: { courseLearningStandard: 'AICC' }, parserWarnings: [] } });
});
afterAll(() => courseway?.close());

interface Seen {
  activityDetails: { children: { runtime: Record<string, unknown> }[] };
}

/** A learner in the unit A1: what it says is answered as text. */
async function unit(registrationId: string, more: object = {}) {
  await content.register(registrationId);
  const { play, asked } = await content.openUnit(registrationId, 'A1', more);
  const say = async (command: string, data = '') => (await content.hacp({ command, version: '4.0', session_id: asked.get('AICC_SID') ?? '', aicc_data: data })).text;
  const look = () => content.read(registrationId, '?includeChildResults=true&includeRuntime=true&includeInteractionsAndObjectives=true') as Promise<unknown> as Promise<Seen>;
  return { play, asked, say, look };
}

test('the address of a unit holds a short session id and where to report', async () => {
  const { asked } = await unit('address');
  expect(asked.get('AICC_SID')).toMatch(/^[0-9a-z]{58}$/);
  expect(asked.get('AICC_URL')).toBe(`${courseway.contentUrl}/hacp`);
});

test('GetParam, PutParam, ExitAU: the result goes where results of SCORM go', async () => {
  const { say, look, play } = await unit('usual');
  const first = await say('GetParam');
  expect(first).toMatch(/^error=0\r\nerror_text=Successful\r\nversion=4\.0\r\naicc_data=\[Core\]\r\nStudent_ID=learner of usual\r\nStudent_Name=Doe, Jo\r\n/);
  expect(first).toContain('Lesson_Status=not attempted, ab-initio\r\n');
  expect(first).toContain('[Core_Vendor]\r\ncolour=blue\r\n');
  expect(first).toContain('Mastery_Score=80\r\n');
  expect(await look()).toMatchObject({ registrationCompletion: 'INCOMPLETE', registrationSuccess: 'UNKNOWN' });
  expect(await say('PUTPARAM', '[core]\r\nlesson_location=p 7\r\nLESSON_STATUS=i, s\r\nscore=\r\ntime=00:00:00\r\n[core_lesson]\r\nline 1\r\nline=2\r\n[Objectives_Status]\r\nJ_ID.1=J1\r\nJ_Score.1=50\r\nJ_Status.1=F\r\n')).toBe('error=0\r\nerror_text=Successful\r\nversion=4.0\r\naicc_data=');
  const again = await say('getparam');
  for (const line of ['Lesson_Location=p 7', 'Lesson_Status=incomplete, resume', '[Core_Lesson]\r\nline 1\nline=2', 'J_ID.1=J1', 'J_Score.1=50', 'J_Status.1=failed']) expect(again).toContain(line);
  await say('PutParam', '[Core]\r\nLesson_Status=C,N\r\nScore=85,100,0\r\nTime=00:00:09\r\nLesson_Location=end');
  await say('ExitAU');
  const seen = await look();
  expect(seen).toMatchObject({ registrationCompletion: 'INCOMPLETE', registrationSuccess: 'UNKNOWN', score: { scaled: 85 } });
  expect(seen.activityDetails.children[0]).toMatchObject({ id: 'A1', activityCompletion: 'COMPLETED', activitySuccess: 'PASSED', score: { scaled: 85 }, suspended: false, runtime: { location: 'end', suspendData: 'line 1\nline=2', runtimeObjectives: [{ id: 'J1', scoreRaw: '50', runtimeObjectiveSuccessStatus: 'FAILED' }] } });
  const second = await content.openUnit('usual', 'A2', {}, play);
  const sid = second.asked.get('AICC_SID') ?? '';
  await content.hacp({ command: 'GetParam', session_id: sid });
  await content.hacp({ command: 'PutParam', session_id: sid, aicc_data: '[Core]\nLesson_Status=P\nScore=95' });
  expect(await look()).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 90 } });
});

test('interactions, objectives and comments come as tables', async () => {
  const { say, look } = await unit('tables');
  await say('GetParam');
  expect(await say('PutInteractions', '"course_id","student_id","lesson_id","date","time","interaction_id","objective_id","type_interaction","correct_response","student_response","result","weighting","latency"\r\n"c","s","l","2026/01/01","12:00:00","Q1","J1","C","a","b","W","1","00:00:05"\r\n"c","s","l","2026/01/01","12:00:09","Q2","","T","t","t","C","1",""\r\n')).toMatch(/^error=0/);
  await say('PutObjectives', 'objective_id,score,status\nJ2,"70,100,0",P\n');
  await say('PutComments', '"comment"\r\n"well, ""done"""\r\n');
  const { runtime } = (await look()).activityDetails.children[0] as Seen['activityDetails']['children'][0];
  expect(runtime['runtimeInteractions']).toMatchObject([{ id: 'Q1', type: 'Choice', objectives: ['J1'], correctResponses: ['a'], learnerResponse: 'b', result: 'incorrect' }, { id: 'Q2', type: 'TrueFalse', result: 'correct' }]);
  expect(runtime['runtimeObjectives']).toMatchObject([{ id: 'J2', scoreRaw: '70', runtimeObjectiveSuccessStatus: 'PASSED' }]);
  expect(runtime['learnerComments']).toMatchObject([{ value: 'well, "done"' }]);
  expect(await say('PutInteractions', 'x\n1')).toBe('error=1\r\nerror_text=Invalid data\r\nversion=4.0\r\naicc_data=');
});

test('the mastery score judges a final status; content that ends in silence is completed', async () => {
  const low = await unit('low');
  await low.say('PutParam', '[Core]\nLesson_Status=P\nScore=79');
  expect((await low.look()).activityDetails.children[0]).toMatchObject({ activitySuccess: 'FAILED' });
  const silent = await unit('silent');
  await silent.say('GetParam');
  await silent.say('ExitAU');
  expect((await silent.look()).activityDetails.children[0]).toMatchObject({ activityCompletion: 'COMPLETED', activitySuccess: 'UNKNOWN' });
});

test('what is no call is answered in the words of the protocol', async () => {
  const { say, asked } = await unit('refusals');
  expect(await say('Fly')).toMatch(/^error=1\r\nerror_text=Invalid Command/);
  expect((await content.hacp({ command: 'GetParam', session_id: 'nonsense' })).text).toMatch(/^error=3\r\nerror_text=Invalid Session ID/);
  const sid = asked.get('AICC_SID') ?? '';
  expect((await content.hacp({ command: 'GetParam', session_id: `${sid.slice(0, -1)}${sid.endsWith('0') ? '1' : '0'}` })).text).toMatch(/^error=3/);
  expect(await content.hacp({})).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8', text: expect.stringMatching(/^error=1/) });
  const untyped = await content.hacp({}, { body: `command=GetParam&session_id=${sid}`, headers: { 'content-type': 'text/plain' } });
  expect(untyped.text).toMatch(/^error=0/);
  expect((await fetch(`${courseway.publicUrl}/hacp`, { method: 'POST', body: new URLSearchParams({ command: 'GetParam', session_id: sid }) })).status).toBe(404);
  expect(await say('PutParam', `[Core]\nLesson_Status=I\n${'[Objectives_Status]\nJ_ID.1=__proto__\nJ_ID.2=x\n'}`)).toMatch(/^error=0/);
});

test('a call costs few statements, and one without news writes nothing', async () => {
  const { say } = await unit('thrifty');
  await say('GetParam');
  const data = '[Core]\nLesson_Status=I\nLesson_Location=1';
  expect(await countStatements(courseway, () => say('PutParam', data))).toBeLessThanOrEqual(8);
  expect((await statementsDuring(courseway, () => say('PutParam', data))).filter((sql) => /^\s*(UPDATE registration|INSERT INTO outbox)/i.test(sql))).toEqual([]);
});

test('a preview stores nothing; an older session no longer counts', async () => {
  const { launchLink } = (await (await courseway.api('/courses/course/preview', { method: 'POST', body: { expiry: 120 } })).json()) as { launchLink: string };
  const path = new URL((await fetch(launchLink, { redirect: 'manual' })).headers.get('location') ?? '').pathname;
  const preview = await content.openUnit('', 'A1', {}, path);
  const session_id = preview.asked.get('AICC_SID') ?? '';
  expect((await content.hacp({ command: 'PutParam', session_id, aicc_data: '[Core]\nLesson_Status=P' })).text).toMatch(/^error=0/);
  expect((await content.hacp({ command: 'GetParam', session_id })).text).toContain('Lesson_Status=not attempted, ab-initio');
  const older = await unit('twice');
  await older.say('PutParam', '[Core]\nLesson_Status=I\nLesson_Location=old');
  const newer = await content.openUnit('twice', 'A1');
  const say = async (sid: string, data: string) => content.hacp({ command: 'PutParam', session_id: sid, aicc_data: data });
  await say(newer.asked.get('AICC_SID') ?? '', '[Core]\nLesson_Status=C\nLesson_Location=new');
  await older.say('PutParam', '[Core]\nLesson_Status=F\nLesson_Location=old');
  expect((await older.look()).activityDetails.children[0]).toMatchObject({ activityCompletion: 'COMPLETED', activitySuccess: 'UNKNOWN', runtime: { location: 'new' } });
});

test('the player hears of it, at once when it waits', async () => {
  const { say, play } = await unit('heard');
  await say('GetParam');
  const ask = async (query: string) => (await fetch(`${courseway.contentUrl}${play}/progress?${query}`)).json() as Promise<{ rev: number }>;
  const now = await ask('after=-1');
  expect(now).toMatchObject({ active: true, progress: { completion: 'INCOMPLETE' }, ended: {} });
  const waited = ask(`after=${now.rev}&wait=20`);
  await say('ExitAU', '[Core]\nLesson_Status=C');
  expect(await waited).toMatchObject({ active: true, progress: { activities: { A1: { completion: 'COMPLETED' } } }, ended: { A1: expect.any(Number) } });
  expect((await fetch(`${courseway.contentUrl}${play}/progress?after=x`)).status).toBe(400);
  expect((await fetch(`${courseway.contentUrl}${play}/units`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"activityId":"A9"}' })).status).toBe(404);
});
