import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { countStatements } from '../../support/count-statements';
import { importCourse } from '../../support/courses';
import { makeDispatch, download, launch } from '../../support/dispatching';
import { makeScorm12Zip } from '../../support/make/course-packages';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';

interface Item {
  id: string;
  effectiveValue: string;
  effectiveValueSource: string;
  explicitValue?: string;
  metadata?: { default: string; dataType: string; settingDescription: string; level: string; validValues?: { value: string }[]; honoured: boolean };
}
let courseway: Booted;
let other: Pick<Booted, 'api'>;
beforeAll(async () => {
  courseway = await bootCourseway();
  other = await courseway.otherTenant();
  await importCourse(courseway, 'one', await makeScorm12Zip());
  await importCourse(courseway, 'one', await makeScorm12Zip({ title: 'Later' }), '&mayCreateNewVersion=true');
  await importCourse(courseway, 'many', await makeScorm12Zip({ scos: 3 }));
});
afterAll(() => courseway.close());

const register = (registrationId: string, more: object = {}) =>
  courseway.api('/registrations', { method: 'POST', body: { courseId: 'one', registrationId, learner: { id: 'l' }, ...more } });
async function items(path: string, query = ''): Promise<Item[]> {
  const answer = await courseway.api(`${path}${query}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { settingItems: Item[] }).settingItems;
}
const item = async (path: string, id: string, query = '') => (await items(path, query)).find((one) => one.id === id);
const set = (path: string, values: Record<string, unknown>, query = '', api = courseway.api) =>
  api(`${path}${query}`, { method: 'POST', body: { settings: Object.entries(values).map(([settingId, value]) => ({ settingId, value })) } });
const clear = (path: string, id: string, query = '', api = courseway.api) => api(`${path}/${encodeURIComponent(id)}${query}`, { method: 'DELETE' });
const problem = async (answer: Response) => [answer.status, ((await answer.json()) as { message: string; code: string }).message] as const;

const application = '/appManagement/configuration';
const course = '/courses/one/configuration';
const version = '/courses/one/versions/0/configuration';
const newest = '/courses/one/versions/1/configuration';

describe('the cascade', () => {
  test('the most specific level wins, says where it comes from, and gives way again when it is cleared', async () => {
    await register('cascade', {});
    await courseway.api('/registrations?courseVersion=0', { method: 'POST', body: { courseId: 'one', registrationId: 'old', learner: { id: 'l' } } });
    const [registration, instance] = ['/registrations/cascade/configuration', '/registrations/cascade/instances/0/configuration'];
    const id = 'PlayerLaunchType';
    expect(await item(registration, id)).toEqual({ id, effectiveValue: 'FRAMESET', effectiveValueSource: 'default' });
    const levels: [path: string, value: string, source: string, query?: string][] = [
      [application, 'NEW_WINDOW', 'application'], [application, 'FRAMESET', 'learningStandardForApplication', '?learningStandard=SCORM_12&singleSco=true'], [course, 'NEW_WINDOW_AFTER_CLICK', 'course'],
      [newest, 'NEW_WINDOW', 'course'], [registration, 'FRAMESET', 'registration'], [instance, 'NEW_WINDOW_WITHOUT_BROWSER_TOOLBAR', 'registration'],
    ];
    for (const [path, value, source, query] of levels) {
      expect((await set(path, { [id]: value }, query)).status).toBe(204);
      expect(await item(instance, id)).toMatchObject({ effectiveValue: value, effectiveValueSource: source });
      expect(await item(path, id, query)).toEqual({ id, effectiveValue: value, effectiveValueSource: source, explicitValue: value });
      if (path !== instance) expect(await item(instance, id)).not.toHaveProperty('explicitValue');
    }
    expect(await item(registration, id)).toMatchObject({ effectiveValue: 'FRAMESET', explicitValue: 'FRAMESET' });
    expect(await item(course, id)).toMatchObject({ effectiveValue: 'NEW_WINDOW_AFTER_CLICK', explicitValue: 'NEW_WINDOW_AFTER_CLICK' });
    expect(await item('/registrations/old/configuration', id)).toEqual({ id, effectiveValue: 'NEW_WINDOW_AFTER_CLICK', effectiveValueSource: 'course' });
    expect(await item(version, id)).toMatchObject({ effectiveValue: 'NEW_WINDOW_AFTER_CLICK' });
    expect(await item('/courses/many/configuration', id)).toMatchObject({ effectiveValue: 'NEW_WINDOW', effectiveValueSource: 'application' });
    for (const [n, [path, value, source, query]] of [...levels.entries()].reverse()) {
      expect(await item(instance, id)).toMatchObject({ effectiveValue: value, effectiveValueSource: source });
      expect([n, (await clear(path, id, query)).status]).toEqual([n, 204]);
      expect((await clear(path, id, query)).status).toBe(204);
    }
    expect(await item(instance, id)).toEqual({ id, effectiveValue: 'FRAMESET', effectiveValueSource: 'default' });
  });

  test('a standard is a level of its own for courses of one unit and of several, in either spelling', async () => {
    const [single, multi] = ['?learningStandard=SCORM12&singleSco=true', '?learningStandard=scorm_12&singleSco=false'];
    await set(application, { PlayerShowNavBar: 'false' }, multi);
    expect(await item('/courses/many/configuration', 'PlayerShowNavBar')).toMatchObject({ effectiveValue: 'false', effectiveValueSource: 'learningStandardForApplication' });
    expect(await item(course, 'PlayerShowNavBar')).toMatchObject({ effectiveValue: 'true', effectiveValueSource: 'default' });
    expect(await item(application, 'PlayerShowNavBar')).toMatchObject({ effectiveValue: 'true' });
    expect(await item(application, 'PlayerShowNavBar', single)).not.toHaveProperty('explicitValue');
    await clear(application, 'PlayerShowNavBar', multi);
    expect(await item('/courses/many/configuration', 'PlayerShowNavBar')).toMatchObject({ effectiveValue: 'true', effectiveValueSource: 'default' });
    expect(await item(course, 'PlayerFinalScoCourseSatisfiedNormalExitAction')).toMatchObject({ effectiveValue: 'EXIT_COURSE' });
    expect(await item('/courses/many/configuration', 'PlayerFinalScoCourseSatisfiedNormalExitAction')).toMatchObject({ effectiveValue: 'DISPLAY_MESSAGE' });
  });

  test('values are kept and given back as they were sent; many at once, and the last of the same', async () => {
    await set(course, { PlayerShowHelp: 'YES', MediaContentCompletionThreshold: 7, EnableClientDebugger: true, PrivacyPolicyUrl: ' <b>"x"</b> ', Lti13Roles: '' });
    expect([(await item(course, 'PlayerShowHelp'))?.effectiveValue, (await item(course, 'MediaContentCompletionThreshold'))?.explicitValue, (await item(course, 'EnableClientDebugger'))?.effectiveValue, (await item(course, 'PrivacyPolicyUrl'))?.effectiveValue])
      .toEqual(['YES', '7', 'true', ' <b>"x"</b> ']);
    const twice = await courseway.api(course, { method: 'POST', body: { settings: [{ settingId: 'PlayerTimeLimit', value: '1' }, { settingId: 'PlayerTimeLimit', value: '2', explicit: true }] } });
    expect([twice.status, (await item(course, 'PlayerTimeLimit'))?.explicitValue]).toEqual([204, '2']);
    const all = await items(version);
    expect((await set(newest, Object.fromEntries(all.map((one) => [one.id, one.effectiveValue])))).status).toBe(204); // what was read can be written
    expect((await items(newest)).every((one) => one.explicitValue === one.effectiveValue)).toBe(true);
    for (const { id } of all) await clear(newest, id);
  }, 60_000);

  test('metadata comes when it is asked for', async () => {
    const all = await items(course, '?includeMetadata=true');
    expect(all.length).toBeGreaterThan(140);
    expect(all.map(({ id }) => id.toLowerCase())).toEqual(all.map(({ id }) => id.toLowerCase()).sort());
    for (const { metadata } of all) expect(metadata).toMatchObject({ dataType: expect.any(String), settingDescription: expect.stringMatching(/\.$/), level: 'Registration', default: expect.any(String) });
    expect(all.find(({ id }) => id === 'PlayerResetRunTimeData')?.metadata).toMatchObject({ validValues: [{ value: 'NEVER' }, { value: 'WHEN_EXIT_IS_NOT_SUSPEND' }, { value: 'ON_EACH_NEW_SEQUENCING_ATTEMPT' }], learningStandards: ['SCORM11', 'SCORM12', 'SCORM20042NDEDITION', 'SCORM20043RDEDITION', 'SCORM20044THEDITION'] });
    expect((await items(course)).some(({ metadata }) => metadata)).toBe(false);
  });

  test('a registration reads its settings with two statements', async () => {
    await register('counted');
    await items('/registrations/counted/configuration');
    expect(await countStatements(courseway, () => items('/registrations/counted/configuration'))).toBeLessThanOrEqual(2 + 1); // one of them finds the caller
    expect(await countStatements(courseway, () => items('/registrations/counted/instances/0/configuration'))).toBeLessThanOrEqual(2 + 1);
  });
});

describe('refusals', () => {
  test('an unknown setting is named, in setting and in clearing', async () => {
    await register('refusals');
    for (const path of [application, course, version, '/registrations/refusals/configuration', '/registrations/refusals/instances/0/configuration']) {
      expect(await problem(await set(path, { PlayerShowNavBar: 'true', NoSuchSetting: 'x' }))).toEqual([400, 'NoSuchSetting is not a valid setting ID']);
      expect(await problem(await clear(path, 'playershownavbar'))).toEqual([400, 'playershownavbar is not a valid setting ID']);
      expect((await clear(path, '__proto__')).status).toBe(400);
    }
    expect(await item('/registrations/refusals/configuration', 'PlayerShowNavBar')).not.toHaveProperty('explicitValue'); // all or nothing
  });

  test.each([
    ['PlayerLaunchType', 'frameset', 'must be one of FRAMESET, NEW_WINDOW, NEW_WINDOW_AFTER_CLICK, NEW_WINDOW_WITHOUT_BROWSER_TOOLBAR, NEW_WINDOW_AFTER_CLICK_WITHOUT_BROWSER_TOOLBAR'],
    ['PlayerShowNavBar', 'perhaps', 'must be one of true, false, YES, NO'], ['PlayerShowNavBar', '', 'must be one of true, false, YES, NO'], ['PlayerShowNavBar', 'constructor', 'must be one of true, false, YES, NO'],
    ['ApiRollupRegistrationFormat', 'everything', 'must be one of course, activity, full'], ['ApiRollupRegistrationPostBackUrl', 'ftp://x.test/', 'http or https'], ['ApiRollupRegistrationPostBackUrl', 'x', 'http or https'],
    ['MaxPersistRuntimeDataAttempts', '0', 'whole number of at least 1'], ['MediaContentCompletionThreshold', '-1', 'at least 0'], ['ContentVaultAuthExpiry', '1.5', 'whole number'],
    ['PlayerStatusRollupModeThresholdScore', 'much', 'must be a number'], ['ContentLangToUrl', '{}', 'a JSON list'], ['xAPIRewriteStatementModifier', '[', 'a JSON object'],
  ])('%s = %s says what is allowed', async (id, value, text) => {
    expect(await problem(await set(course, { [id]: value }))).toEqual([400, expect.stringMatching(new RegExp(`^${id}: .*${text}`))]);
  });

  test('a body of another shape names its field', async () => {
    const send = async (body: object) => problem(await courseway.api(course, { method: 'POST', body }));
    expect(await send({})).toEqual([400, expect.stringContaining('settings')]);
    expect(await send({ settings: 'x' })).toEqual([400, expect.stringContaining('settings')]);
    expect(await send({ settings: [{ value: 'x' }] })).toEqual([400, expect.stringContaining('settings[0].settingId')]);
    expect(await send({ settings: [{ settingId: 'PlayerTimeLimit', value: null }] })).toEqual([400, expect.stringContaining('settings[0].value')]);
    expect((await courseway.api(course, { method: 'POST', body: { settings: [] } })).status).toBe(204);
  });

  test('a learning standard and singleSco come together', async () => {
    for (const [query, word] of [['?learningStandard=SCORM12', 'singleSco'], ['?singleSco=true', 'learningStandard'], ['?learningStandard=SCORM13&singleSco=true', 'SCORM12'], ['?learningStandard=SCORM12&singleSco=perhaps', 'singleSco']] as const) {
      expect(await problem(await courseway.api(`${application}${query}`))).toEqual([400, expect.stringContaining(word)]);
      expect((await set(application, { PlayerShowNavBar: 'true' }, query)).status).toBe(400);
      expect((await clear(application, 'PlayerShowNavBar', query)).status).toBe(400);
    }
  });

  test("404 for what is not there and for another tenant's", async () => {
    await register('mine');
    for (const path of [course, version, '/registrations/mine/configuration', '/registrations/mine/instances/0/configuration']) {
      expect([path, (await other.api(path)).status, (await set(path, { PlayerShowNavBar: 'false' }, '', other.api)).status, (await clear(path, 'PlayerShowNavBar', '', other.api)).status]).toEqual([path, 404, 404, 404]);
    }
    for (const path of ['/courses/none/configuration', '/courses/one/versions/9/configuration', '/registrations/none/configuration', '/registrations/mine/instances/9/configuration']) {
      expect([path, (await courseway.api(path)).status, (await set(path, { PlayerShowNavBar: 'false' })).status, (await clear(path, 'PlayerShowNavBar')).status]).toEqual([path, 404, 404, 404]);
    }
    await set(application, { PlayerTimeLimit: '9' });
    const theirs = ((await (await other.api(application)).json()) as { settingItems: Item[] }).settingItems;
    expect(theirs.find(({ id }) => id === 'PlayerTimeLimit')).toMatchObject({ effectiveValue: '', effectiveValueSource: 'default' });
    await clear(application, 'PlayerTimeLimit');
  });
});

describe('settings at creation', () => {
  const path = '/registrations/born/configuration';
  test('initialSettings are those of the registration; a wrong one makes no registration', async () => {
    const wrong = await register('unborn', { initialSettings: { settings: [{ settingId: 'PlayerLaunchType', value: 'NOWHERE' }] } });
    expect(await problem(wrong)).toEqual([400, expect.stringContaining('PlayerLaunchType: must be one of FRAMESET')]);
    expect((await courseway.api('/registrations/unborn', { method: 'HEAD' })).status).toBe(404);
    expect(await problem(await register('unborn', { initialSettings: { settings: [{ settingId: 'Nope', value: '' }] } }))).toEqual([400, 'Nope is not a valid setting ID']);
    expect((await register('born', { initialSettings: { settings: [{ settingId: 'PlayerLaunchType', value: 'NEW_WINDOW' }] } })).status).toBe(204);
    expect(await item(path, 'PlayerLaunchType')).toMatchObject({ explicitValue: 'NEW_WINDOW', effectiveValueSource: 'registration' });
    expect(await item('/registrations/born/instances/0/configuration', 'PlayerLaunchType')).toEqual({ id: 'PlayerLaunchType', effectiveValue: 'NEW_WINDOW', effectiveValueSource: 'registration' });
  });

  test('a postback given at creation shows up here, its password nowhere', async () => {
    const postBack = { url: 'https://receiver.test/x', authType: 'FORM', userName: 'me', password: 'hidden-word', resultsFormat: 'UNDEFINED', legacy: false };
    await register('posting', { postBack });
    const there = '/registrations/posting/configuration';
    const text = await (await courseway.api(`${there}?includeMetadata=true`)).text();
    expect(text).not.toContain('hidden-word');
    expect(await item(there, 'ApiRollupRegistrationPostBackUrl')).toEqual({ id: 'ApiRollupRegistrationPostBackUrl', effectiveValue: postBack.url, effectiveValueSource: 'registration', explicitValue: postBack.url });
    expect([await item(there, 'ApiRollupRegistrationAuthType'), await item(there, 'ApiRollupRegistrationAuthUser'), await item(there, 'ApiRollupRegistrationIsJson')]).toMatchObject([{ effectiveValue: 'form' }, { effectiveValue: 'me' }, { effectiveValue: 'true' }]);
    expect(await item(there, 'ApiRollupRegistrationFormat')).toMatchObject({ effectiveValue: 'activity', effectiveValueSource: 'default' });
    await set(there, { ApiRollupRegistrationAuthUser: 'you', ApiRollupRegistrationAuthPassword: 'hidden-word' });
    expect(await item(there, 'ApiRollupRegistrationAuthUser')).toMatchObject({ effectiveValue: 'you' });
    expect(await (await courseway.api(there)).text()).not.toContain('hidden-word');
    await clear(there, 'ApiRollupRegistrationAuthUser');
    await clear(there, 'ApiRollupRegistrationPostBackUrl');
    expect([await item(there, 'ApiRollupRegistrationAuthUser'), await item(there, 'ApiRollupRegistrationPostBackUrl')]).toMatchObject([{ effectiveValue: '', effectiveValueSource: 'default' }, { effectiveValue: '', effectiveValueSource: 'default' }]);
  });

  test('a postback of a dispatch is told as such, as it is now', async () => {
    const made = await makeDispatch(courseway, { postBack: { url: 'https://receiver.test/dispatch', resultsFormat: 'FULL' } });
    await launch(courseway, await download(courseway, made.id));
    const { registrations } = (await (await courseway.api(`/registrations?courseId=${made.courseId}`)).json()) as { registrations: { id: string }[] };
    expect(registrations).toHaveLength(1);
    expect(await item(`/registrations/${registrations[0]?.id}/configuration`, 'ApiRollupRegistrationFormat')).toEqual({ id: 'ApiRollupRegistrationFormat', effectiveValue: 'full', effectiveValueSource: 'dispatch' });
    const there = `/registrations/${registrations[0]?.id}/configuration`;
    const url = async () => (await item(there, 'ApiRollupRegistrationPostBackUrl'))?.effectiveValue;
    expect((await courseway.api(`/dispatch/dispatches/${made.id}`, { method: 'PUT', body: { postBack: { url: 'https://receiver.test/moved' } } })).status).toBe(204);
    expect(await url()).toBe('https://receiver.test/moved');
    await set(there, { ApiRollupRegistrationPostBackUrl: 'https://receiver.test/own' });
    expect(await item(there, 'ApiRollupRegistrationPostBackUrl')).toMatchObject({ effectiveValueSource: 'registration', explicitValue: 'https://receiver.test/own' });
    await clear(there, 'ApiRollupRegistrationPostBackUrl');
    expect((await courseway.api(`/dispatch/dispatches/${made.id}/postback`, { method: 'DELETE' })).status).toBe(204);
    expect(await url()).toBe('');
  });
});

test('how a session rolls up travels in the address of its commits: three statements each, and none is lost later', async () => {
  const there = '/registrations/thresholds/configuration';
  await register('thresholds', { initialSettings: { settings: [{ settingId: 'PlayerStatusRollupModeValue', value: 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET' }, { settingId: 'PlayerStatusRollupModeThresholdScore', value: '80' }] } });
  const boot = async () => {
    const made = await courseway.api('/registrations/thresholds/launchLink', { method: 'POST', body: { redirectOnExitUrl: '' } });
    const page = await (await fetch(((await made.json()) as { launchLink: string }).launchLink)).text();
    return JSON.parse(/<script type="application\/json" id="boot">(.*?)<\/script>/s.exec(page)?.[1] ?? '') as { commitUrl: string; state: object; settings: object };
  };
  const commit = async (path: string, revision: number, raw: string) => {
    const body = JSON.stringify({ activityId: 'ITEM-1', revision, seconds: 1, cmi: { 'cmi.core.lesson_status': 'completed', 'cmi.core.score.raw': raw } });
    const answer = await fetch(`${courseway.contentUrl}${path}`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } });
    return ((await answer.json()) as { progress: { completion: string } }).progress.completion;
  };
  const progress = async () => (await (await courseway.api('/registrations/thresholds')).json()) as object;
  const first = await boot();
  expect(first.state).toMatchObject({ rules: { status: 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET', threshold: 0.8 } });
  expect(await commit(first.commitUrl, 1, '79')).toBe('INCOMPLETE');
  const statements: number[] = []; // the fewest of several times, since others are at work too
  for (let revision = 2; revision < 8; revision++) statements.push(await countStatements(courseway, () => commit(first.commitUrl, revision, '78')));
  expect(Math.min(...statements)).toBeLessThanOrEqual(3);
  for (const id of ['PlayerStatusRollupModeValue', 'PlayerStatusRollupModeThresholdScore']) await clear(there, id);
  expect(await progress()).toMatchObject({ registrationCompletion: 'INCOMPLETE', activityDetails: { activityCompletion: 'INCOMPLETE' } }); // as it was rolled up
  expect(await commit((await boot()).commitUrl, 1, '78')).toBe('COMPLETED');
  expect(await progress()).toMatchObject({ registrationCompletion: 'COMPLETED', activityDetails: { activityCompletion: 'COMPLETED' } });
});

test('settings go with what they were set on', async () => {
  await importCourse(courseway, 'doomed', await makeScorm12Zip());
  await register('doomed', { courseId: 'doomed' });
  for (const path of ['/courses/doomed/configuration', '/courses/doomed/versions/0/configuration', '/registrations/doomed/configuration', '/registrations/doomed/instances/0/configuration']) await set(path, { PlayerTimeLimit: '77' });
  const unit = courseway.get(UnitOfWork);
  const left = () => unit.run(async () => (await unit.query("SELECT item_key FROM settings WHERE value = '77'")).length);
  expect(await left()).toBe(4);
  await courseway.api('/courses/doomed', { method: 'DELETE' });
  await until(left, (count) => count === 0);
});

test('two callers who set the same at one moment both succeed', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => set(course, { PlayerTimeLimit: String(n), PlayerShowHelp: 'true', PlayerCourseStructureWidth: String(n) })));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
});

test('a launch begins a new instance on the newer version when the setting says so; the same link leads to the same session', async () => {
  await importCourse(courseway, 'moving', await makeScorm12Zip());
  await register('mover', { courseId: 'moving' });
  await register('stayer', { courseId: 'moving', initialSettings: { settings: [{ settingId: 'WhenToRestartRegistration', value: 'NEVER' }] } });
  await set('/courses/moving/configuration', { WhenToRestartRegistration: 'WHEN_EXISTING_REG_IS_INCOMPLETE_AND_NEWER_PACKAGE_VERSION_EXISTS' });
  const link = async (id: string, more: object = {}) => ((await (await courseway.api(`/registrations/${id}/launchLink`, { method: 'POST', body: { redirectOnExitUrl: '', ...more } })).json()) as { launchLink: string }).launchLink;
  const follow = async (url: string) => (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
  const now = async (id: string) => {
    const { instance, course: of } = (await (await courseway.api(`/registrations/${id}`)).json()) as { instance: number; course: { version: number } };
    return [instance, of.version];
  };
  await follow(await link('mover'));
  expect(await now('mover')).toEqual([0, 0]);
  await importCourse(courseway, 'moving', await makeScorm12Zip({ title: 'New' }), '&mayCreateNewVersion=true');
  await follow(await link('mover', { tracking: false }));
  expect(await now('mover')).toEqual([0, 0]);
  const [first, second] = [await link('mover'), await link('mover')];
  const opened = await follow(first);
  expect(await now('mover')).toEqual([1, 1]);
  expect(await (await fetch(opened)).text()).toContain('<title>New</title>');
  const session = async (url: string) => /"session":\{"key":"(\w+)"/.exec(await (await fetch(url)).text())?.[1];
  expect(await session(await follow(first))).toBe(await session(opened));
  await follow(second); // made for the instance before: goes on with the new one
  expect(await now('mover')).toEqual([1, 1]);
  await follow(await link('stayer'));
  expect(await now('stayer')).toEqual([0, 0]);
  const quiet = await link('stayer');
  expect(await countStatements(courseway, () => follow(quiet))).toBeLessThanOrEqual(6);
});
