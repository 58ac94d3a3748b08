import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { join as joinInvitation, pressStart } from '../support/inviting';
import { learning, passed } from '../support/learning';
import { makeScorm12Zip } from '../support/make/course-packages';
import { TestReceiver } from '../support/receiver';
import { TestSmtp } from '../support/smtp';

type Values = Record<string, unknown>;
/** The published wrapper, unchanged: https calls become promises, addresses stay what it answers. */
type Wrapper = Record<string, ((...values: unknown[]) => unknown) & { length: number }> & { serviceUrl: string };
const SCORMCloud = require('scormcloud-api-wrapper') as new (appid: string, secret: string, managementId: string, managementSecret: string) => Wrapper;

let courseway: Booted;
let client: Wrapper;
let receiver: TestReceiver;
let smtp: TestSmtp;
let folder: string;
let at: ReturnType<typeof learning>;
const called = new Set<string>();

const call = <T = Values>(name: string, ...values: unknown[]): Promise<T> =>
  new Promise((resolve, reject) => {
    called.add(name);
    client[name]?.(...values, (error: Error | null | undefined, data: T & { error?: { code: number } }) => (error ? reject(Object.assign(error, { code: data?.error?.code })) : resolve(data)));
  });
const codeOf = (name: string, ...values: unknown[]) => call(name, ...values).then(() => 'done', (error: { code?: number; message: string }) => error.code ?? error.message);
const addressOf = (name: string, ...values: unknown[]): string => {
  called.add(name);
  return String(client[name]?.(...values));
};
async function zip(name: string, title: string): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, await makeScorm12Zip({ title }));
  return path;
}
/** Follows a launch address of the client to the player's path. */
async function play(address: string): Promise<string> {
  const link = await fetch(address, { redirect: 'manual' });
  expect([link.status, await link.text()]).toEqual([302, '']);
  const player = await fetch(link.headers.get('location') ?? '', { redirect: 'manual' });
  expect(player.status).toBe(303);
  return new URL(player.headers.get('location') ?? '').pathname;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'courseway-wrapper-'));
  receiver = await TestReceiver.start();
  smtp = await TestSmtp.start();
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1', SMTP_URL: smtp.url, MAIL_FROM: 'courses@vendor.example' });
  client = new SCORMCloud('TESTAPP', courseway.secret, 'MANAGEMENT', 'test-secret-of-management');
  client.serviceUrl = `${courseway.publicUrl}/EngineWebServices/`;
  at = learning(courseway);
});
afterAll(async () => {
  await courseway?.close();
  await receiver?.stop();
  await smtp?.down();
  rmSync(folder, { recursive: true, force: true });
});

test('the signature is taken, and a wrong secret is told by its number', async () => {
  expect(await call('authPing')).toBe(true);
  const { secretKey } = client as unknown as { secretKey: string };
  Object.assign(client, { secretKey: 'wrong' });
  expect(await codeOf('authPing')).toBe(104);
  Object.assign(client, { secretKey });
});

test('courses: import, versions, attributes, lists, tags, preview', async () => {
  expect(await call('courseExists', 'golf')).toBe(false);
  const imported = await call<{ status: string; message: string; importresult: Values[] }>('importCourse', 'golf', await zip('golf.zip', 'Golf <explained> & "played"'));
  expect(imported).toMatchObject({ status: 'finished', importresult: [{ successful: 'true', title: 'Golf <explained> & "played"', message: 'Import Successful' }] });
  expect(await call('courseExists', 'golf')).toBe(true);
  await call('importCourse', 'golf', await zip('golf2.zip', 'Golf, second edition'));
  const refused = join(folder, 'text.zip');
  writeFileSync(refused, 'no zip at all');
  expect((await call<{ importresult: Values[] }>('importCourse', 'broken', refused)).importresult).toMatchObject([{ successful: 'false', message: expect.stringMatching(/\w{4}/) }]);
  expect(await call('courseExists', 'broken')).toBe(false);

  await call('setCourseTags', 'golf', 'sport,yearly');
  expect(await call('getCourseDetail', 'golf')).toMatchObject({ id: 'golf', title: 'Golf, second edition', registrations: 0, size: expect.any(Number), tags: ['sport', 'yearly'], createDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/) });
  await call('importCourse', 'tennis', await zip('tennis.zip', 'Tennis'));
  const ids = async (options: Values) => (await call<{ id: string }[]>('getCourseList', options)).map(({ id }) => id).sort();
  expect([await ids({}), await ids({ filter: 'ten.*' }), await ids({ filter: 'ten' }), await ids({ tags: 'sport' }), await ids({ tags: 'none' })]).toEqual([['golf', 'tennis'], ['tennis'], [], ['golf'], []]);

  const before = await call('getCourseAttributes', 'golf');
  const turned = { showNavBar: !before['showNavBar'], showCourseStructure: !before['showCourseStructure'] };
  expect(await call('setCourseAttributes', 'golf', turned)).toEqual(turned);
  expect(await call('getCourseAttributes', 'golf')).toEqual({ ...before, ...turned });
  expect(await codeOf('getCourseDetail', 'nowhere')).toBe(1);

  const player = await play(addressOf('getCoursePreviewUrl', 'golf', undefined, 'https://lms.example/back'));
  expect((await fetch(`${courseway.contentUrl}${player}`)).status).toBe(200);
  expect([await call('addCourseTag', 'golf', 'new'), await call('removeCourseTag', 'golf', 'sport'), (await call<string[]>('getCourseTags', 'golf')).sort()]).toEqual([true, true, ['new', 'yearly']]);
  expect([await call('deleteCourse', 'tennis'), await codeOf('deleteCourse', 'tennis')]).toEqual([true, 1]);
});

test('registrations: made, launched, done, told, read, reset, deleted', async () => {
  expect(await call('createRegistration', 'golf', 'r1', 'Anna', 'Muster', 'anna', { email: 'anna@learner.example', postbackurl: receiver.url, urlname: 'me', urlpass: 'secret' })).toBe(true);
  expect([await codeOf('createRegistration', 'nowhere', 'r2', 'A', 'B', 'anna'), await codeOf('createRegistration', 'golf', 'r1', 'A', 'B', 'anna'), await codeOf('createRegistration', 'golf', 'r3', 'A', 'B', 'anna', { postbackurl: receiver.url, urlname: 'me' })]).toEqual([1, 2, 3]);
  expect([await call('registrationExists', 'r1'), await call('registrationExists', 'r2'), await call('registrationExists', 'r3')]).toEqual([true, false, false]);
  expect(await call('getPostbackInfo', 'r1')).toEqual({ url: receiver.url, authtype: 'form', login: 'me', password: '', resultsformat: 'course' });

  const player = await play(addressOf('getLaunchUrl', 'r1', 'https://lms.example/back', { learnerTags: 'staff', registrationTags: 'wave-1', courseTags: 'played' }));
  expect((await at.work(player, 1, { ...passed, 'cmi.suspend_data': 'page 3' }, { final: true })).status).toBe(200);
  const result = await call('getRegistrationResult', 'r1', {});
  expect(result).toMatchObject({ format: 'course', regid: 'r1', complete: 'complete', success: 'passed', score: '85', totaltime: '10' });
  const told = await until(() => receiver.received.map(({ body }) => new URLSearchParams(body)).find((form) => form.get('data')?.includes('<complete>complete</complete>')));
  expect([told?.get('username'), told?.get('password'), told?.get('data')]).toEqual(['me', 'secret', expect.stringMatching(/^<\?xml version="1.0" encoding="utf-8" ?\?><rsp stat="ok"><registrationreport format="course" regid="r1" instanceid="0"><complete>complete<\/complete><success>passed<\/success><totaltime>10<\/totaltime><score>85<\/score><\/registrationreport><\/rsp>$/)]);

  expect(await call('getRegistrationDetail', 'r1')).toMatchObject({ id: 'r1', courseId: 'golf', courseTitle: 'Golf, second edition', lastCourseVersionLaunched: '1', learnerId: 'anna', learnerFirstName: 'Anna', learnerLastName: 'Muster', completedDate: expect.stringMatching(/\+0000$/) });
  const ids = async (options: Values) => (await call<{ id: string }[]>('getRegistrationList', options)).map(({ id }) => id);
  expect([await ids({ courseid: 'golf' }), await ids({ learnerid: 'nobody' }), await ids({ after: '2999-01-01T00:00:00Z' })]).toEqual([['r1'], [], []]);
  expect(await call('getRegistrationListResults', { resultsformat: 'course' })).toMatchObject([{ id: 'r1', registrationreport: { complete: 'complete', success: 'passed', score: '85' } }]);
  const [launched] = await call<{ id: string }[]>('getLaunchHistory', 'r1');
  expect(launched).toMatchObject({ completion: 'complete', satisfaction: 'passed', experienced_duration_tracked: '1000' });
  expect(await call('getLaunchInfo', launched?.id)).toMatchObject({ id: launched?.id, log: { trackingEnabled: true } });
  expect([(await call<string[]>('getLearnerTags', 'anna')), await call('getRegistrationTags', 'r1'), (await call<string[]>('getCourseTags', 'golf')).includes('played')]).toEqual([['staff'], ['wave-1'], true]);

  expect(await call('updateLearnerInfo', 'anna', 'Ann', 'Mustermann', { newid: 'ann', email: 'ann@learner.example' })).toBe(true);
  expect(await call('getRegistrationDetail', 'r1')).toMatchObject({ learnerId: 'ann', learnerFirstName: 'Ann', learnerLastName: 'Mustermann', email: 'ann@learner.example' });
  expect(await call('updatePostbackInfo', 'r1', `${receiver.url}/other`, { authtype: 'httpbasic', urlname: 'you', urlpass: 'hidden', resultsformat: 'full' })).toBe(true);
  expect(await call('getPostbackInfo', 'r1')).toEqual({ url: `${receiver.url}/other`, authtype: 'httpbasic', login: 'you', password: '', resultsformat: 'full' });
  expect(await call('deletePostbackInfo', 'r1')).toBe(true);
  expect((await call('getPostbackInfo', 'r1'))['url']).toBe('');
  expect(await call('testRegistrationPostbackUrl', `${receiver.url}/test`, { authtype: 'form', urlname: 'me', urlpass: 'secret' })).toBe(true);
  expect(receiver.received.some(({ url }) => url.endsWith('/test'))).toBe(true);
  expect([await call('resetGlobalObjectives', 'r1'), await call('resetRegistration', 'r1'), (await call('getRegistrationResult', 'r1', {}))['complete']]).toEqual([true, true, 'unknown']);
  expect([await call('deleteRegistration', 'r1'), await codeOf('getRegistrationResult', 'r1', {}), await codeOf('deleteRegistration', 'r1')]).toEqual([true, 1, 1]);
});

test('tags of learners and registrations', async () => {
  await call('createRegistration', 'golf', 'tagged', 'T', 'G', 'tagged learner');
  for (const [kind, id] of [['Learner', 'tagged learner'], ['Registration', 'tagged']]) {
    expect([await call(`set${kind}Tags`, id, 'a,b'), await call(`add${kind}Tag`, id, 'c'), await call(`remove${kind}Tag`, id, 'a')]).toEqual([true, true, true]);
    expect([kind, (await call<string[]>(`get${kind}Tags`, id)).sort()]).toEqual([kind, ['b', 'c']]);
  }
  expect(await codeOf('setRegistrationTags', 'nowhere', 'a')).toBe(1);
});

test('invitations: an open link, and one that is mailed', async () => {
  const open = await call<string>('createInvitation', 'golf', true, { registrationCap: 1 });
  const shown = await call<{ url: string }>('getInvitationInfo', open, {});
  expect(shown).toMatchObject({ id: open, courseId: 'golf', public: true, allowLaunch: true, allowNewRegistrations: true, created: true });
  expect((await joinInvitation(shown.url, 'joined@learner.example')).status).toBe(303);
  expect((await call<{ userInvitations: Values[] }>('getInvitationInfo', open, {})).userInvitations).toMatchObject([{ email: 'joined@learner.example', registrationreport: { complete: 'unknown' } }]);

  const closed = await call<string>('createInvitation', 'golf', false, { addresses: 'one@learner.example,two@learner.example', send: true, creatingUserEmail: 'vendor@vendor.example', emailSubject: 'Come and learn [COURSE]', emailBody: 'Dear [USER], here it is: [URL:Start here]' });
  const mails = await until(() => smtp.received.filter(({ to }) => /one@|two@/.test(String(to))), (all) => all.length === 2);
  expect(mails.map(({ subject }) => subject)).toEqual(['Come and learn Golf, second edition', 'Come and learn Golf, second edition']);
  const { userInvitations } = await call<{ userInvitations: { email: string; url: string; isStarted: boolean; registrationId: string }[] }>('getInvitationInfo', closed, {});
  expect(userInvitations.map(({ email, isStarted }) => [email, isStarted]).sort()).toEqual([['one@learner.example', false], ['two@learner.example', false]]);
  const one = userInvitations.find(({ email }) => email.startsWith('one'));
  expect((await pressStart(String(one?.url))).status).toBe(303);
  expect(await call('registrationExists', one?.registrationId)).toBe(true);
  const ids = async (options: Values) => (await call<{ id: string }[]>('getInvitationList', options)).map(({ id }) => id).sort();
  expect([await ids({}), await ids({ filter: open }), await ids({ coursefilter: 'ten.*' })]).toEqual([[open, closed].sort(), [open], []]);
});

test('application management: applications and their keys', async () => {
  const made = await call<{ appId: string; secretKeys: Values[] }>('createApplication', 'Another one');
  expect((await call<{ appId: string; name: string }[]>('getAppList')).map(({ name }) => name)).toContain('Another one');
  expect(await call('updateApplication', made.appId, { name: 'Renamed', allowdelete: false })).toMatchObject({ appId: made.appId, name: 'Renamed', allowDeleteAPI: false });
  const before = made.secretKeys.length;
  const { secretKeys } = await call<{ secretKeys: { id: string; key: string; description: string; active: boolean }[] }>('addSecretKey', made.appId, 'For the plugin');
  const key = secretKeys.find(({ description }) => description === 'For the plugin');
  expect([secretKeys.length, key?.active]).toEqual([before + 1, true]);
  const other = new SCORMCloud(made.appId, String(key?.key), '', '');
  other.serviceUrl = client.serviceUrl;
  const ping = () => new Promise((resolve) => other['authPing']?.((error: Error | undefined) => resolve(error ? error.message : 'pong')));
  expect(await ping()).toBe('pong');
  expect((await call<{ secretKeys: Values[] }>('updateSecretKey', made.appId, key?.id, { active: false, description: 'Off' })).secretKeys).toContainEqual(expect.objectContaining({ id: key?.id, active: false, description: 'Off' }));
  expect(await ping()).not.toBe('pong');
  expect((await call<{ secretKeys: { id: string }[] }>('deleteSecretKey', made.appId, key?.id)).secretKeys.map(({ id }) => id)).not.toContain(key?.id);
  expect((await call<{ secretKeys: Values[] }>('getAppInfo', made.appId)).secretKeys).toHaveLength(before);
});

test('the account in numbers', async () => {
  const { usage } = await call<{ usage: Values }>('getAccountInfo');
  expect(usage).toMatchObject({ totalcourses: 1, totalregistrations: expect.any(Number), regcount: expect.any(Number), monthstart: expect.stringMatching(/^\d{4}-\d\d-\d\d/) });
  expect(Number(usage['totalregistrations'])).toBeGreaterThan(2);
});

test('every call of the wrapper was made', () => {
  const offered = Object.keys(SCORMCloud.prototype as object).filter((name) => !name.startsWith('_'));
  expect(offered.length).toBeGreaterThan(45);
  expect(offered.filter((name) => !called.has(name))).toEqual([]);
});
