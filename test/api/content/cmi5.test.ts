import { randomUUID } from 'node:crypto';
import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { importCourse } from '../../support/courses';
import { cmi5Xml, makeCmi5Zip } from '../../support/make/reporting-packages';
import { fetchToken, reportingContent, xapiContent } from '../../support/reporting-content';

const unitId = (n: number) => `https://courses.example/knots/${n}`;
const verb = (word: string) => `http://adlnet.gov/expapi/verbs/${word}`;
const category = { cmi5: { id: 'https://w3id.org/xapi/cmi5/context/categories/cmi5' }, moveOn: { id: 'https://w3id.org/xapi/cmi5/context/categories/moveon' } };
const mastery = 'https://w3id.org/xapi/cmi5/context/extensions/masteryscore';
const sessionIn = 'https://w3id.org/xapi/cmi5/context/extensions/sessionid';
const done = { passed: { success: true, score: { scaled: 0.9, raw: 9, min: 0, max: 10 }, duration: 'PT1S' }, failed: { success: false, score: { scaled: 0.1 }, duration: 'PT1S' }, completed: { completion: true, duration: 'PT1S' } };

interface LaunchData {
  contextTemplate: { contextActivities: { grouping: { id: string }[] }; extensions: Record<string, string> };
  [name: string]: unknown;
}
interface Told {
  id: string;
  verb: { id: string };
  object: { id: string; definition?: { type: string } };
  context: { extensions: Record<string, unknown> };
  result?: { duration: string };
}

let courseway: Booted;
let content: ReturnType<typeof reportingContent>;
beforeAll(async () => {
  courseway = await bootCourseway();
  content = reportingContent(courseway);
  expect(await importCourse(courseway, 'course', await makeCmi5Zip([{}, { moveOn: 'NotApplicable' }], { inBlock: true }))).toMatchObject({ status: 'COMPLETE', importResult: { course: { courseLearningStandard: 'CMI5' }, parserWarnings: [] } });
});
afterAll(() => courseway?.close());

/** A learner in a unit, with its token and launch data. */
async function unit(registrationId: string, { n = 1, isNew = true, path }: { n?: number; isNew?: boolean; path?: string } = {}) {
  if (isNew) await content.register(registrationId);
  const { play, asked } = await content.openUnit(registrationId, unitId(n), {}, path);
  const token = (await fetchToken(asked))['auth-token'] ?? '';
  const xapi = xapiContent(asked, token);
  const launchData = (await xapi.call('GET', xapi.state({ stateId: 'LMS.LaunchData' }))).json as LaunchData;
  const statement = (word: string, result?: { success?: boolean; completion?: boolean; score?: object; duration?: string }, change: Record<string, unknown> = {}) => ({
    id: randomUUID(), actor: xapi.actor, verb: { id: verb(word) }, object: { objectType: 'Activity', id: xapi.activityId },
    context: {
      registration: xapi.registration, contextActivities: { ...launchData.contextTemplate.contextActivities, category: [category.cmi5, ...(result && (result.success ?? result.completion) !== undefined ? [category.moveOn] : [])] },
      extensions: { ...launchData.contextTemplate.extensions, ...(result?.score ? { [mastery]: 0.8 } : {}) },
    },
    ...(result ? { result } : {}), timestamp: new Date().toISOString(), ...change,
  });
  const say = (word: string, result?: Parameters<typeof statement>[1], change: Record<string, unknown> = {}) => xapi.call('POST', 'statements', statement(word, result, change));
  const told = async () => ((await xapi.call('GET', 'statements?ascending=true')).json as { statements: Told[] }).statements;
  return { ...xapi, play, asked, token, launchData, statement, say, told };
}
const look = (registrationId: string) => content.read(registrationId, '?includeChildResults=true&includeRuntime=true');
const wordOf = ({ verb: { id } }: Told) => id.split('/').at(-1);

test('the launch: token once, launch data, and the statement Launched', async () => {
  const { asked, launchData, activityId, told, call, state } = await unit('launch');
  expect([...asked.keys()].sort()).toEqual(['activityId', 'actor', 'endpoint', 'fetch', 'registration']);
  expect(activityId).not.toBe(unitId(1));
  expect(JSON.parse(asked.get('actor') ?? '')).toEqual({ objectType: 'Agent', name: 'Jo Doe', account: { homePage: courseway.publicUrl, name: 'learner of launch' } });
  expect(launchData).toMatchObject({ contextTemplate: { contextActivities: { grouping: [{ id: unitId(1) }] } }, launchMode: 'Normal', moveOn: 'CompletedAndPassed', masteryScore: 0.8, returnURL: `${courseway.contentUrl}/play/returned` });
  expect(await fetchToken(asked)).toEqual({ 'error-code': '1', 'error-text': expect.stringContaining('before') });
  expect(await fetchToken(new URLSearchParams({ fetch: `${courseway.contentUrl}/lrs/token/${'x'.repeat(58)}` }))).toMatchObject({ 'error-code': '2' });
  expect(await told()).toMatchObject([{ verb: { id: verb('launched') }, object: { id: activityId }, context: { extensions: { 'https://w3id.org/xapi/cmi5/context/extensions/launchmode': 'Normal', 'https://w3id.org/xapi/cmi5/context/extensions/moveon': 'CompletedAndPassed', [mastery]: 0.8 } } }]);
  expect((await call('PUT', state({ stateId: 'LMS.LaunchData' }), {})).status).toBe(403);
  expect((await call('DELETE', state({ stateId: 'LMS.LaunchData' }))).status).toBe(403);
  expect((await fetch(`${courseway.contentUrl}/play/returned`)).status).toBe(200);
});

test('initialized, passed, completed, terminated: the result, and Satisfied for block and course', async () => {
  const { say, told, launchData } = await unit('whole');
  expect((await say('initialized')).status).toBe(200);
  expect(await look('whole')).toMatchObject({ registrationCompletion: 'INCOMPLETE', registrationSuccess: 'UNKNOWN' });
  expect((await say('passed', done.passed)).status).toBe(200);
  expect(await look('whole')).toMatchObject({ registrationCompletion: 'INCOMPLETE', score: { scaled: 90 } });
  expect((await say('completed', done.completed)).status).toBe(200);
  expect(await look('whole')).toMatchObject({
    registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 90 },
    activityDetails: { id: 'https://courses.example/knots', children: [{ children: [{ id: unitId(1), activityCompletion: 'COMPLETED', activitySuccess: 'PASSED', staticProperties: { scaledPassingScore: 0.8 }, runtime: { completionStatus: 'completed', runtimeSuccessStatus: 'PASSED', scoreRaw: '9' } }, { id: unitId(2) }] }] },
  });
  expect((await say('terminated', { duration: 'PT1S' })).status).toBe(200);
  const all = await told();
  expect(all.map(wordOf)).toEqual(['launched', 'initialized', 'passed', 'completed', 'satisfied', 'satisfied', 'terminated']);
  expect(all.slice(4, 6).map(({ object }) => object.definition?.type)).toEqual(['https://w3id.org/xapi/cmi5/activitytype/block', 'https://w3id.org/xapi/cmi5/activitytype/course']);
  expect(new Set(all.map(({ context }) => context.extensions[sessionIn]))).toEqual(new Set([launchData.contextTemplate.extensions[sessionIn]]));
  expect(await say('experienced')).toMatchObject({ status: 403, text: expect.stringContaining('9.3.8') });
  const page = (await (await courseway.api('/registrations/whole/xAPIStatements')).json()) as { statements: Told[] };
  expect(page.statements.map(wordOf).sort()).toEqual(all.map(wordOf).sort());
  expect(((await (await courseway.api('/courses/course/xAPIStatements?learnerId=nobody')).json()) as { statements: Told[] }).statements).toEqual([]);
  expect(((await (await courseway.api(`/courses/course/versions/0/xAPIStatements?learnerId=${encodeURIComponent('learner of whole')}`)).json()) as { statements: Told[] }).statements).toHaveLength(7);
});

test.each<[string, string, Parameters<Awaited<ReturnType<typeof unit>>['say']>, RegExp]>([
  ['before-initialized', '', ['passed', done.passed], /9\.3: Initialized must be the first/],
  ['twice-initialized', 'initialized', ['initialized'], /9\.3\.2/],
  ['twice-completed', 'initialized completed', ['completed', done.completed], /9\.3\.3/],
  ['twice-passed', 'initialized passed', ['passed', done.passed], /9\.3\.4/],
  ['failed-after-passed', 'initialized passed', ['failed', done.failed], /9\.3\.5/],
  ['passed-after-failed', 'initialized failed', ['passed', done.passed], /one of Passed and Failed/],
  ['low-pass', 'initialized', ['passed', { ...done.passed, score: { scaled: 0.5 } }], /9\.3\.4: the score/],
  ['high-fail', 'initialized', ['failed', { ...done.failed, score: { scaled: 0.9 } }], /9\.3\.5: the score/],
  ['passed-without-success', 'initialized', ['passed', { duration: 'PT1S' }], /9\.5\.2/],
  ['completed-without-completion', 'initialized', ['completed', { duration: 'PT1S' }], /9\.5\.3/],
  ['no-duration', 'initialized', ['terminated'], /9\.5\.4\.1/],
  ['raw-alone', 'initialized', ['passed', { ...done.passed, score: { scaled: 0.9, raw: 9 } }], /9\.5\.1: a raw score/],
  ['a-verb-of-the-lms', 'initialized', ['launched'], /for the LMS alone/],
  ['another-object', 'initialized', ['passed', done.passed, { object: { id: 'https://x.example/other' } }], /8\.1\.5/],
  ['another-actor', 'initialized', ['passed', done.passed, { actor: { account: { homePage: 'https://x.example', name: 'x' } } }], /8\.1\.3/],
  ['local-time', 'initialized', ['passed', done.passed, { timestamp: '2026-01-01T00:00:00+02:00' }], /9\.7/],
  ['no-context', 'initialized', ['experienced', undefined, { context: undefined }], /9\.6\.1/],
  ['voiding', 'initialized', ['voided', undefined, { object: { objectType: 'StatementRef', id: randomUUID() } }], /6\.3/],
])('refused in the words of the clause: %s', async (registrationId, before, what, clause) => {
  const { say, told } = await unit(registrationId);
  for (const word of before.split(' ').filter(Boolean)) expect((await say(word, done[word as keyof typeof done])).status).toBe(200);
  const known = await told();
  const refused = await say(...what);
  expect(refused).toMatchObject({ status: 403, text: expect.stringMatching(clause) });
  expect(await told()).toEqual(known);
});

test('a batch is taken as a whole or not at all; the same statement twice is one', async () => {
  const { statement, call, told } = await unit('batch');
  const [first, second] = [statement('initialized'), statement('completed', done.completed)];
  expect((await call('POST', 'statements', [first, second, statement('completed', done.completed)])).status).toBe(403);
  expect((await told()).map(wordOf)).toEqual(['launched']);
  expect(await call('POST', 'statements', [first, second])).toMatchObject({ status: 200, json: [first.id, second.id] });
  expect((await call('POST', 'statements', [first, second])).status).toBe(200);
  expect((await call('PUT', `statements?statementId=${first.id}`, first)).status).toBe(204);
  expect((await call('PUT', `statements?statementId=${first.id}`, { ...first, verb: { id: verb('completed') } })).status).toBe(409);
  expect((await told()).map(wordOf)).toEqual(['launched', 'initialized', 'completed']);
});

test('of many at once that may be said once, one is taken', async () => {
  const { say, told } = await unit('race');
  await say('initialized');
  const answers = await Promise.all(Array.from({ length: 6 }, () => say('completed', done.completed)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403, 403, 403]);
  expect((await told()).map(wordOf)).toEqual(['launched', 'initialized', 'completed']);
});

test('a session that never ended is abandoned when a newer one begins; the result stays', async () => {
  const older = await unit('abandoned');
  await older.say('initialized');
  await older.say('completed', done.completed);
  const newer = await unit('abandoned', { isNew: false });
  expect(await older.say('passed', done.passed)).toMatchObject({ status: 403, text: expect.stringContaining('9.3.6') });
  expect((await newer.told()).map(wordOf)).toEqual(['launched', 'initialized', 'completed', 'abandoned', 'launched']);
  expect((await newer.told())[3]).toMatchObject({ result: { duration: expect.stringMatching(/^PT/) } });
  await newer.say('initialized');
  expect((await newer.say('completed', done.completed)).text).toContain('9.3.3');
  expect((await newer.say('passed', done.passed)).status).toBe(200);
  expect(await look('abandoned')).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED' });
});

test('a look that is not tracked ends nobody\'s session, and is told Browse', async () => {
  const working = await unit('looked-at');
  await working.say('initialized');
  const path = await content.open('looked-at', { tracking: false });
  const looking = await unit('looked-at', { isNew: false, path });
  expect(looking.launchData).toMatchObject({ launchMode: 'Browse' });
  expect((await looking.say('initialized')).status).toBe(200);
  expect((await working.say('completed', done.completed)).status).toBe(200);
  expect((await working.told()).map(wordOf)).toEqual(['launched', 'initialized', 'completed']);
});

test('what cmi5 only allows is kept and changes nothing but progress; few statements of the database are needed', async () => {
  const { say, call, statement } = await unit('allowed');
  await say('initialized');
  const allowed = (result?: object) => {
    const { context, ...rest } = statement('experienced');
    return { ...rest, context: { ...context, contextActivities: { grouping: context.contextActivities.grouping } }, ...(result ? { result } : {}) };
  };
  expect(await countStatements(courseway, () => call('POST', 'statements', allowed()))).toBeLessThanOrEqual(10);
  expect((await call('POST', 'statements', allowed({ extensions: { 'https://w3id.org/xapi/cmi5/result/extensions/progress': 40 } }))).status).toBe(200);
  const seen = JSON.stringify(await look('allowed'));
  expect(seen).toContain('"progressMeasure":"0.4"');
  expect((await call('POST', 'statements', { ...allowed(), context: { ...allowed().context, registration: randomUUID() } })).status).toBe(403);
});

test('a preview and another learner see and change nothing', async () => {
  const { launchLink } = (await (await courseway.api('/courses/course/preview', { method: 'POST', body: { expiry: 120 } })).json()) as { launchLink: string };
  const path = new URL((await fetch(launchLink, { redirect: 'manual' })).headers.get('location') ?? '').pathname;
  const preview = await unit('', { isNew: false, path });
  expect(preview.launchData).toMatchObject({ launchMode: 'Browse' });
  expect((await preview.say('initialized')).status).toBe(200);
  expect(await preview.say('passed', done.passed)).toMatchObject({ status: 403, text: expect.stringContaining('10.2.2') });
  expect((await preview.call('PUT', preview.state({ stateId: 'x' }), { a: 1 })).status).toBe(204);
  expect((await preview.call('GET', preview.state({ stateId: 'x' }))).status).toBe(404);
  expect(await preview.told()).toEqual([]);
  const [one, two] = [await unit('one'), await unit('two')];
  await one.call('PUT', one.state({ stateId: 'mine' }), { secret: 1 });
  expect((await two.call('GET', one.state({ stateId: 'mine' }))).status).toBe(403);
  expect((await two.told()).map(wordOf)).toEqual(['launched']);
});

test('a lone cmi5.xml with units on other servers is a course', async () => {
  const job = await importCourse(courseway, 'lone', Buffer.from(cmi5Xml([{ url: 'https://au.example/one.html?x=1', more: '<launchParameters>level=2</launchParameters><entitlementKey>k1</entitlementKey>' }])));
  expect(job).toMatchObject({ status: 'COMPLETE', importResult: { course: { courseLearningStandard: 'CMI5', title: 'Knots' } } });
  await content.register('remote', { courseId: 'lone' });
  const set = await courseway.api('/registrations/remote/configuration', { method: 'POST', body: { settings: [{ settingId: 'Cmi5EntitlementKeyAlternate', value: 'k2' }] } });
  expect(set.status).toBe(204);
  const { launchData } = await unit('remote', { isNew: false });
  expect(launchData).toMatchObject({ launchParameters: 'level=2', entitlementKey: { courseStructure: 'k1', alternate: 'k2' } });
  expect(await importCourse(courseway, 'lone-relative', Buffer.from(cmi5Xml()))).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/cmi5\.xml, line 1: .*unit1\.html.*not in the package/) });
  expect((await importCourse(courseway, 'no-zip', Buffer.from('<html></html>'))).message).toMatch(/not a readable zip/);
});
