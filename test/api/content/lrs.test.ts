import { randomUUID } from 'node:crypto';
import { type Booted, bootCourseway } from '../../support/boot';
import { importCourse } from '../../support/courses';
import { until } from '../../support/browser';
import { makeTincanZip } from '../../support/make/reporting-packages';
import { reportingContent, xapiContent } from '../../support/reporting-content';
import { v1Client } from '../../support/v1';

const course = 'https://courses.example/ropes';
const verb = (word: string) => ({ id: `http://adlnet.gov/expapi/verbs/${word}` });

let courseway: Booted;
let content: ReturnType<typeof reportingContent>;
beforeAll(async () => {
  courseway = await bootCourseway();
  content = reportingContent(courseway);
  expect(await importCourse(courseway, 'course', await makeTincanZip())).toMatchObject({ status: 'COMPLETE', importResult: { course: { courseLearningStandard: 'XAPI', title: 'Ropes' }, parserWarnings: [] } });
});
afterAll(() => courseway?.close());

async function open(registrationId: string, isNew = true) {
  if (isNew) await content.register(registrationId);
  const { asked } = await content.openUnit(registrationId, course);
  const xapi = xapiContent(asked);
  const statement = (word: string, more: object = {}) => ({ actor: xapi.actor, verb: verb(word), object: { id: course }, ...more });
  const say = (word: string, more: object = {}) => xapi.call('POST', 'statements', statement(word, more));
  return { ...xapi, asked, statement, say };
}
const look = (registrationId: string) => content.read(registrationId);

test('the page is asked with endpoint, auth, actor, registration and activity_id', async () => {
  const { asked } = await open('address');
  expect([...asked.keys()].sort()).toEqual(['activity_id', 'actor', 'auth', 'endpoint', 'registration']);
  expect(asked.get('activity_id')).toBe(course);
  expect(asked.get('auth')).toMatch(/^Basic /);
  expect(asked.get('endpoint')).toBe(`${courseway.contentUrl}/lrs/`);
});

test('what is said of the launched activity is the result', async () => {
  const { say } = await open('result');
  await say('experienced', { object: { id: `${course}/page-1` } });
  expect(await look('result')).toMatchObject({ registrationCompletion: 'UNKNOWN' });
  await say('attempted');
  expect(await look('result')).toMatchObject({ registrationCompletion: 'INCOMPLETE', registrationSuccess: 'UNKNOWN' });
  await say('scored', { result: { score: { scaled: 0.4 }, duration: 'PT0S' } });
  expect(await look('result')).toMatchObject({ registrationCompletion: 'INCOMPLETE', score: { scaled: 40 } });
  await say('failed', { result: { score: { raw: 6, min: 0, max: 10 } } });
  expect(await look('result')).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'FAILED' });
  await say('answered', { result: { success: true, completion: true, score: { scaled: 0.9 } } });
  expect(await look('result')).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 90 } });
});

test('statements are found by verb, activity, agent, time and id, in pages', async () => {
  const { call, statement, actor } = await open('find');
  const ids = Array.from({ length: 12 }, () => randomUUID());
  await call('POST', 'statements', ids.map((id, n) => statement(n % 2 ? 'experienced' : 'answered', { id, object: { id: `${course}/page-${n}` }, context: { contextActivities: { parent: { id: course } } } })));
  const found = async (query: string) => ((await call('GET', `statements?${query}`)).json as { statements: { id: string }[] }).statements.map(({ id }) => id);
  expect(await found('')).toEqual([...ids].reverse());
  expect(await found(`verb=${encodeURIComponent(verb('answered').id)}&ascending=true`)).toEqual(ids.filter((_, n) => n % 2 === 0));
  expect(await found(`activity=${encodeURIComponent(`${course}/page-3`)}`)).toEqual([ids[3]]);
  expect(await found(`activity=${encodeURIComponent(course)}`)).toEqual([]);
  expect(await found(`activity=${encodeURIComponent(course)}&related_activities=true&limit=2`)).toEqual([ids[11], ids[10]]);
  expect(await found(`agent=${encodeURIComponent(JSON.stringify(actor))}`)).toHaveLength(12);
  expect(await found(`agent=${encodeURIComponent(JSON.stringify({ mbox: 'mailto:a@b.example' }))}`)).toEqual([]);
  expect(await found('since=2999-01-01T00:00:00Z')).toEqual([]);
  const first = (await call('GET', 'statements?limit=5&ascending=true')).json as { statements: { id: string }[]; more: string };
  const rest = await call('GET', first.more.replace('/lrs/', ''));
  expect([...first.statements, ...(rest.json as typeof first).statements].map(({ id }) => id)).toEqual(ids.slice(0, 10));
  const one = await call('GET', `statements?statementId=${ids[4]}`);
  expect(one.json).toMatchObject({ id: ids[4], version: '1.0.0', stored: expect.any(String), timestamp: expect.any(String), authority: { objectType: 'Agent' }, context: { contextActivities: { parent: [{ id: course }] } } });
  expect(one.headers.get('x-experience-api-version')).toBe('1.0.3');
  expect(one.headers.get('last-modified')).toBeTruthy();
  expect((await call('GET', `statements?format=ids&statementId=${ids[4]}`)).json).toMatchObject({ verb: { id: verb('answered').id } });
  expect((await call('GET', `statements?statementId=${randomUUID()}`)).status).toBe(404);
  for (const bad of [`statementId=${ids[0]}&voidedStatementId=${ids[0]}`, `statementId=${ids[0]}&limit=1`, 'nonsense=1', 'since=x', 'agent=x', 'limit=-1', 'more=x']) expect([bad, (await call('GET', `statements?${bad}`)).status]).toEqual([bad, 400]);
  await call('POST', 'statements', statement('voided', { object: { objectType: 'StatementRef', id: ids[0] } }));
  expect(await found('')).not.toContain(ids[0]);
  expect((await call('GET', `statements?statementId=${ids[0]}`)).status).toBe(404);
  expect((await call('GET', `statements?voidedStatementId=${ids[0]}`)).json).toMatchObject({ id: ids[0] });
  const page = (await (await courseway.api('/registrations/find/xAPIStatements')).json()) as { statements: { objectActivity?: object; object: object }[]; more: string };
  expect(page.statements).toHaveLength(10);
  expect(page.statements[1]?.objectActivity).toEqual(page.statements[1]?.object);
  expect(((await (await courseway.api(`/registrations/find/xAPIStatements?more=${encodeURIComponent(page.more)}`)).json()) as typeof page).statements).toHaveLength(2);
  expect((await courseway.api(`/courses/course/xAPIStatements?more=${encodeURIComponent(page.more)}`)).status).toBe(400);
});

test('documents: state, merging, conditions, ids, profiles', async () => {
  const { call, state, actor, activityId } = await open('documents');
  const place = state({ stateId: 'place' });
  expect((await call('GET', place)).status).toBe(404);
  expect((await call('PUT', place, { page: 1 })).status).toBe(204);
  const got = await call('GET', place);
  expect(got).toMatchObject({ status: 200, json: { page: 1 } });
  expect(got.headers.get('content-type')).toMatch(/^application\/json/);
  const etag = got.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[0-9a-f]{40}"$/);
  expect((await call('POST', place, { more: 2 })).status).toBe(204);
  expect((await call('GET', place)).json).toEqual({ page: 1, more: 2 });
  expect((await call('PUT', place, { page: 9 }, { 'if-match': etag })).status).toBe(412);
  expect((await call('PUT', place, { page: 9 }, { 'if-none-match': '*' })).status).toBe(412);
  expect((await call('POST', place, '[1]')).status).toBe(400);
  expect((await call('PUT', place, '{')).status).toBe(400);
  const bytes = new Uint8Array([0, 255, 1, 254]);
  expect((await call('PUT', state({ stateId: 'raw' }), bytes, { 'content-type': 'application/octet-stream' })).status).toBe(204);
  expect((await call('POST', state({ stateId: 'raw' }), { a: 1 })).status).toBe(400);
  expect(((await call('GET', state({}))).json as string[]).sort()).toEqual(['place', 'raw']);
  expect((await call('GET', state({ since: '2999-01-01T00:00:00Z' }))).json).toEqual([]);
  expect((await call('DELETE', place)).status).toBe(204);
  expect((await call('GET', state({}))).json).toEqual(['raw']);
  expect((await call('DELETE', state({}))).status).toBe(204);
  expect((await call('GET', state({}))).json).toEqual([]);
  const agent = encodeURIComponent(JSON.stringify(actor));
  for (const profile of [`agents/profile?agent=${agent}&profileId=likes`, `activities/profile?activityId=${encodeURIComponent(activityId)}&profileId=notes`]) {
    expect((await call('PUT', profile, { a: 1 }, { 'if-none-match': '*' })).status).toBe(204);
    expect((await call('PUT', profile, { a: 2 })).status).toBe(409);
    const tag = (await call('GET', profile)).headers.get('etag') ?? '';
    expect((await call('PUT', profile, { a: 3 }, { 'if-match': tag })).status).toBe(204);
    expect((await call('GET', profile)).json).toEqual({ a: 3 });
    expect((await call('GET', profile.replace(/&profileId=.*/, ''))).json).toHaveLength(1);
    expect((await call('DELETE', profile)).status).toBe(204);
  }
  expect((await call('GET', state({ registration: randomUUID() }))).status).toBe(403);
  expect((await call('GET', 'activities/nonsense?activityId=x')).status).toBe(404);
  expect((await call('GET', `agents?agent=${agent}`)).json).toMatchObject({ objectType: 'Person', name: ['Jo Doe'] });
  expect((await call('GET', `activities?activityId=${encodeURIComponent(activityId)}`)).json).toMatchObject({ objectType: 'Activity', id: course, definition: { name: expect.anything() } });
});

test('the door: version, authorization, origin, kinds of body', async () => {
  const { call, statement, endpoint } = await open('door');
  expect((await fetch(`${endpoint}about`)).status).toBe(200);
  expect(await (await fetch(`${endpoint}about`)).json()).toMatchObject({ version: expect.arrayContaining(['1.0.3']) });
  expect((await call('GET', 'statements', undefined, { 'x-experience-api-version': '0.95' })).status).toBe(400);
  const stranger = await call('GET', 'statements', undefined, { authorization: `Basic ${Buffer.from(`unit:${'0'.repeat(58)}`).toString('base64')}` });
  expect([stranger.status, stranger.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="session"']);
  expect((await call('GET', 'statements', undefined, { authorization: 'Bearer x' })).status).toBe(401);
  const preflight = await fetch(`${endpoint}statements`, { method: 'OPTIONS', headers: { origin: 'https://au.example', 'access-control-request-method': 'PUT' } });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin'), preflight.headers.get('access-control-allow-headers')]).toEqual([204, '*', expect.stringContaining('x-experience-api-version')]);
  expect(stranger.headers.get('access-control-allow-origin')).toBe('*');
  expect((await call('POST', '/statements', statement('attempted'))).status).toBe(200);
  expect(await call('POST', 'statements', 'x', { 'content-type': 'multipart/mixed; boundary=x' })).toMatchObject({ status: 400, text: expect.stringContaining('fileUrl') });
  expect((await call('POST', 'statements', '{', {})).status).toBe(400);
  expect((await call('PUT', 'statements?statementId=x', statement('attempted'))).status).toBe(400);
  expect((await call('POST', 'statements', { ...statement('attempted'), verb: { id: 'x' } })).text).toContain('statement.verb.id');
  expect((await fetch(`${courseway.publicUrl}/lrs/about`)).status).toBe(404);
});

test('a reset drops the state; what an erased learner left is gone', async () => {
  const { call, state, say } = await open('gone');
  await call('PUT', state({ stateId: 'place' }), { page: 1 });
  await say('completed');
  expect((await courseway.api('/registrations/gone/progress', { method: 'DELETE' })).status).toBe(204);
  const again = await open('gone', false);
  expect((await again.call('GET', again.state({ stateId: 'place' }))).status).toBe(404);
  expect((await call('GET', 'statements')).status).toBe(401);
  expect((await courseway.api('/registrations/gone', { method: 'DELETE' })).status).toBe(204);
  await until(() => again.call('GET', 'statements'), ({ status }) => status === 401);
  expect(((await (await courseway.api(`/courses/course/xAPIStatements?learnerId=${encodeURIComponent('learner of gone')}`)).json()) as { statements: object[] }).statements).toEqual([]);
});

test('the profile of a learner goes with them to another id', async () => {
  const profileOf = ({ actor }: { actor: object }) => `agents/profile?agent=${encodeURIComponent(JSON.stringify(actor))}&profileId=likes`;
  const before = await open('named');
  expect((await before.call('PUT', profileOf(before), { colour: 'green' }, { 'if-none-match': '*' })).status).toBe(204);
  const renamed = await v1Client(courseway).told('registration.updateLearnerInfo', { learnerid: 'learner of named', fname: 'Re', lname: 'Named', newid: 'renamed' });
  expect(renamed).toBe('<success/>');
  const after = await open('named', false);
  expect((await after.call('GET', profileOf(after))).json).toEqual({ colour: 'green' });
});
