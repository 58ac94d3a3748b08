import { AsyncResource } from 'node:async_hooks';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRegistrations } from '../../../src/registrations/create-registrations';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { CancelDataExport } from '../../../src/reporting/exports/cancel-data-export';
import { RunDataExport } from '../../../src/reporting/exports/run-data-export';
import { SweepDataExports } from '../../../src/reporting/exports/sweep-data-exports';
import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { statementsDuring } from '../../support/count-statements';
import { download, hour, launch, moveClock, publishCourse, report } from '../../support/dispatching';
import { invite, recipientsOf } from '../../support/inviting';
import { passed } from '../../support/learning';
import { readZip } from '../../support/read-zip';
import { ok, success, textsOf, v1Client, v1Stamp } from '../../support/v1';

const day = 24 * hour;
let courseway: Booted;
/** Without a job runner: exports begin and stay as they are, until a test runs them. */
let idle: Booted;
let v1: ReturnType<typeof v1Client>;
let still: ReturnType<typeof v1Client>;
beforeAll(async () => {
  courseway = await bootCourseway();
  idle = await bootCourseway({ ROLE: 'web' });
  v1 = v1Client(courseway);
  still = v1Client(idle);
});
afterAll(async () => {
  await courseway?.close();
  await idle?.close();
});

const started = async (client: ReturnType<typeof v1Client>) => textsOf(await client.told('export.start'), 'export_id')[0] ?? '';
const statusOf = async (client: ReturnType<typeof v1Client>, exportid: string) => textsOf(await client.told('export.status', { exportid }), 'status')[0] ?? '';
const complete = async (client: ReturnType<typeof v1Client>) => {
  const id = await started(client);
  await until(() => statusOf(client, id), (status) => status === 'complete');
  return id;
};
const fetched = async (client: ReturnType<typeof v1Client>, exportid: string) => {
  const answer = await client.send('export.download', { exportid });
  return { answer, files: await readZip(Buffer.from(await answer.arrayBuffer())) };
};
const folderOf = ({ config }: Booted, id: string) => join(config.dataDir, 'files', 'exports', id);
type Line = Record<string, unknown>;
const linesOf = (files: Map<string, Buffer>, name: string): Line[] => (files.get(`${name}.jsonl`)?.toString('utf8') ?? '').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Line);

test('everything of the application is in the zip, and nothing that is secret', async () => {
  await publishCourse(courseway, 'safety', 'Ä <b>"safety"</b> 学习');
  await courseway.api('/courses/safety/tags', { method: 'PUT', body: { tags: ['mandatory', 'b'] } });
  await courseway.api('/appManagement/configuration', { method: 'POST', body: { settings: [{ settingId: 'ApiRollupRegistrationAuthUser', value: 'user' }, { settingId: 'ApiRollupRegistrationAuthPassword', value: 'pass-of-settings' }] } });
  const destinationid = textsOf(await v1.told('dispatch.createDestination', { name: 'Acme & Sons', tags: 'x' }), 'destinationId')[0] ?? '';
  const dispatchid = textsOf(await v1.told('dispatch.createDispatch', { destinationid, courseid: 'safety', tags: 'y', postbackurl: 'https://lms.example/', urlname: 'u', urlpass: 'pass-of-postback' }), 'dispatchId')[0] ?? '';
  const learner = await launch(courseway, await download(courseway, dispatchid), { id: 'anna', name: 'Müller, Anna' });
  await report(learner, { ...passed, 'cmi.suspend_data': 'where she was' });
  await courseway.api('/learner/anna/tags', { method: 'PUT', body: { tags: ['berlin'] } });
  const invitation = await invite(courseway, 'safety', ['ben@x.test'], { tags: ['spring'] });
  await until(() => recipientsOf(courseway, invitation), (people) => people.some(({ registrationId }) => registrationId));

  const first = await v1.call('export.start', {}, { post: true });
  const id = textsOf(first.xml, 'export_id')[0] ?? '';
  expect(first.xml).toBe(ok(`<export_id>${id}</export_id>`));
  await until(() => statusOf(v1, id), (status) => status !== 'started');
  const { host } = new URL(courseway.publicUrl);
  const shown = `<export id="${id}"><appid>TESTAPP</appid><status>complete</status><start_date>DATE</start_date><end_date>DATE</end_date><percent_complete>100</percent_complete><server_location>${host}</server_location></export>`;
  const undated = (xml: string) => xml.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000/g, 'DATE');
  expect(undated(await v1.told('export.status', { exportid: id }))).toBe(shown);
  expect(undated(await v1.told('export.list'))).toBe(`<exports>${shown}</exports>`);

  const { answer, files } = await fetched(v1, id);
  expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual(['application/zip', `attachment; filename="export-${id}.zip"`]);
  expect([...files.keys()]).toEqual(['export.json', ...['settings', 'courses', 'learners', 'learner-tags', 'destinations', 'dispatches', 'invitations', 'recipients', 'registrations', 'launches', 'runtimes', 'statements'].map((name) => `${name}.jsonl`)]);
  expect(JSON.parse(files.get('export.json')?.toString('utf8') ?? '')).toMatchObject({ application: { id: 'TESTAPP' }, format: 1 });
  expect(linesOf(files, 'settings')).toEqual([{ settingId: 'ApiRollupRegistrationAuthUser', value: 'user' }]);
  const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(linesOf(files, 'courses')).toEqual([{ id: 'safety', title: 'Ä <b>"safety"</b> 学习', created: moment, updated: moment, tags: ['b', 'mandatory'], versions: [expect.objectContaining({ version: 0, standard: 'SCORM12', title: 'Ä <b>"safety"</b> 学习' })] }]);
  const [anna] = linesOf(files, 'registrations').filter(({ learnerId }) => learnerId === 'anna');
  expect(anna).toMatchObject({ courseId: 'safety', firstName: 'Anna', lastName: 'Müller', dispatchId: dispatchid, created: moment, tags: [], instances: [{ instance: 0, completion: 'COMPLETED', success: 'PASSED', score: 0.85, courseVersion: 0, completed: moment }] });
  expect(linesOf(files, 'registrations').length).toBe(2);
  expect(linesOf(files, 'learners')).toEqual(expect.arrayContaining([{ id: 'anna', firstName: 'Anna', lastName: 'Müller', registrations: 1 }]));
  expect(linesOf(files, 'learner-tags')).toEqual([{ learnerId: 'anna', tag: 'berlin' }]);
  expect(linesOf(files, 'launches')).toEqual([expect.objectContaining({ registrationId: anna?.['id'], instance: 0, mode: 'dispatch', tracking: true, opened: moment })]);
  expect(JSON.stringify(linesOf(files, 'runtimes').find(({ registrationId }) => registrationId === anna?.['id']))).toContain('where she was');
  expect(linesOf(files, 'destinations')).toEqual([expect.objectContaining({ id: destinationid, name: 'Acme & Sons', tags: ['x'] })]);
  expect(linesOf(files, 'dispatches')).toEqual([expect.objectContaining({ id: dispatchid, destinationId: destinationid, courseId: 'safety', enabled: true, tags: ['y'], postBack: { url: 'https://lms.example/', authType: 'form', resultsFormat: 'course', legacy: true, userName: 'u' } })]);
  expect(linesOf(files, 'invitations')).toEqual([expect.objectContaining({ id: invitation, courseId: 'safety', isPublic: false, tags: ['spring'] })]);
  expect(linesOf(files, 'recipients')).toEqual([expect.objectContaining({ invitationId: invitation, email: 'ben@x.test' })]);
  const everything = Buffer.concat([...files.values()]).toString('utf8');
  for (const secret of ['pass-of-settings', 'pass-of-postback', courseway.secret, 'learnerSecret', 'learner_secret', 'linkHash', 'secretHash', '_key']) expect([secret, everything.includes(secret)]).toEqual([secret, false]);
});

test('tenants apart: neither data nor exports of another one', async () => {
  const other = v1Client({ publicUrl: courseway.publicUrl, ...(await courseway.otherTenant()) });
  const mine = await complete(v1);
  for (const method of ['status', 'cancel', 'download']) expect([method, await other.told(`export.${method}`, { exportid: mine })]).toEqual([method, '1']);
  expect(await other.told('export.list')).toBe('<exports/>');
  const { files } = await fetched(other, await complete(other));
  for (const [name, content] of files) if (name !== 'export.json') expect([name, content.length]).toEqual([name, 0]);
  expect(textsOf(await other.told('export.list'), 'appid')).toEqual(['OTHERAPP']);
  for (const method of ['status', 'cancel', 'download']) expect([await v1.told(`export.${method}`), await v1.told(`export.${method}`, { exportid: '../../etc' })]).toEqual(['203', '1']);
});

test('one at a time; canceled or not, the newest is listed first', async () => {
  const [first, together] = await Promise.all([still.told('export.start'), still.told('export.start')]);
  expect([first, together].filter((answer) => answer === '2').length).toBe(1); // also when both come at once
  const id = textsOf(`${first}${together}`, 'export_id')[0] ?? '';
  expect(textsOf(await still.told('export.status', { exportid: id }), 'percent_complete')).toEqual(['0']);
  expect((await still.call('export.start')).xml).toContain(`Export [${id}] of this application still runs`);
  expect(await still.told('export.download', { exportid: id })).toBe('2'); // it has no file yet
  expect((await still.call('export.cancel', { exportid: id })).xml).toBe(success);
  expect([await statusOf(still, id), await still.told('export.cancel', { exportid: id }), await still.told('export.download', { exportid: id })]).toEqual(['canceled', '<success/>', '2']);
  const next = await started(still);
  expect([...(await still.told('export.list')).matchAll(/<export id="([^"]+)"/g)].map(([, one]) => one)).toEqual([next, id]);
  await still.told('export.cancel', { exportid: next });
});

test('one that is canceled on its way leaves no file, and costs pages, not rows', async () => {
  await publishCourse(idle, 'many');
  const [row] = await idle.get(UnitOfWork).run(() => idle.get(UnitOfWork).query<{ course_key: string; newest_version_key: string }>("SELECT course_key, newest_version_key FROM courses WHERE id = 'many'"));
  const learners = Array.from({ length: 600 }, (_, i) => ({ applicationId: 'TESTAPP', learner: { id: `learner ${i % 500}`, firstName: 'L', lastName: String(i) } }));
  const course = { courseKey: row?.course_key ?? '', versionKey: row?.newest_version_key ?? '' };
  for (let i = 0; i < learners.length; i += 100) await idle.get(CreateRegistrations).run(course, learners.slice(i, i + 100));
  const running = { attempts: 1, signal: new AbortController().signal };

  const canceled = await started(still);
  const cancel = AsyncResource.bind(() => idle.get(CancelDataExport).run('TESTAPP', canceled)); // not within the unit of work that is watched
  let cancels: Promise<void> | undefined;
  await statementsDuring(idle, () => idle.get(RunDataExport).run(canceled, running), (sql) => {
    if (/FROM registrations r LEFT JOIN/.test(sql)) cancels ??= cancel();
  });
  await cancels;
  expect([cancels === undefined, await statusOf(still, canceled), existsSync(folderOf(idle, canceled))]).toEqual([false, 'canceled', false]);

  const whole = await started(still);
  const statements = await statementsDuring(idle, () => idle.get(RunDataExport).run(whole, running));
  const { files } = await fetched(still, whole);
  expect([linesOf(files, 'registrations').length, linesOf(files, 'learners').length, linesOf(files, 'runtimes').length]).toEqual([600, 500, 600]);
  expect(new Set(linesOf(files, 'registrations').map(({ id }) => id)).size).toBe(600);
  expect(statements.length).toBeLessThan(300); // 24 pages of runtimes, 3 of all else, each with its look at the export
});

test('a run that fails is tried again, then told as an error; the next one may begin', async () => {
  const id = await started(still);
  const aborted = new AbortController();
  aborted.abort();
  await expect(idle.get(RunDataExport).run(id, { attempts: 3, signal: aborted.signal })).rejects.toThrow('The server is stopping'); // it goes on after the next start
  expect([await statusOf(still, id), existsSync(folderOf(idle, id))]).toEqual(['started', false]);
  await idle.get(UnitOfWork).run(() => idle.get(UnitOfWork).execute('DELETE FROM jobs WHERE unique_key = ?', [`data-export:${id}`])); // given up, as after three kills
  const next = await started(still);
  expect([await statusOf(still, id), await statusOf(still, next)]).toEqual(['error', 'started']);
  await idle.get(UnitOfWork).run(() => idle.get(UnitOfWork).execute('DELETE FROM jobs WHERE unique_key = ?', [`data-export:${next}`]));
  await idle.get(SweepDataExports).run();
  expect(await statusOf(still, next)).toBe('error');
});

test('the file goes after a week, the memory of it after 90 days', async () => {
  const id = await complete(v1);
  const sweep = () => courseway.get(SweepDataExports).run();
  await sweep();
  expect(existsSync(folderOf(courseway, id))).toBe(true);
  const back = moveClock(courseway, 7 * day + hour);
  const late = (ms: number) => (method: string) => v1.told(method, { exportid: id, ts: v1Stamp(Date.now() + ms) });
  expect([textsOf(await late(7 * day + hour)('export.status'), 'status'), await late(7 * day + hour)('export.download')]).toEqual([['expired'], '2']);
  await sweep();
  expect([existsSync(folderOf(courseway, id)), textsOf(await late(7 * day + hour)('export.status'), 'status')]).toEqual([false, ['expired']]);
  moveClock(courseway, 91 * day);
  await sweep();
  expect(await late(91 * day)('export.status')).toBe('1');
  back();
});

test('exports go with their application, and files of none are swept', async () => {
  const manage = v1Client({ publicUrl: courseway.publicUrl, applicationId: 'MANAGEMENT', secret: 'test-secret-of-management' });
  const applicationId = textsOf(await manage.told('application.createApplication', { name: 'Short-lived' }), 'appId')[0] ?? '';
  const secret = textsOf(await manage.told('application.addSecretKey', { childappid: applicationId, description: 'Key' }), 'key')[0] ?? '';
  const id = await complete(v1Client({ publicUrl: courseway.publicUrl, applicationId, secret }));
  expect(readdirSync(folderOf(courseway, id))).toEqual(['data.zip']);
  const authorization = `Basic ${Buffer.from('MANAGEMENT:test-secret-of-management').toString('base64')}`;
  expect((await courseway.api(`/appManagement/applications/${applicationId}`, { method: 'DELETE', headers: { authorization } })).status).toBe(204);
  await until(() => existsSync(folderOf(courseway, id)), (there) => !there);
  const rows = () => courseway.get(UnitOfWork).run(() => courseway.get(UnitOfWork).query('SELECT export_id FROM data_exports WHERE application_id = ?', [applicationId]));
  await until(rows, (found) => found.length === 0);
});

test('files that tell of a learner go when the learner is erased', async () => {
  const id = await complete(v1);
  expect((await courseway.api('/learner/anna/delete-information?userEmail=a@x.test', { method: 'POST' })).status).toBe(204);
  await until(() => statusOf(v1, id), (status) => status === 'expired');
  expect(existsSync(folderOf(courseway, id))).toBe(false);
  const { files } = await fetched(v1, await complete(v1));
  expect([linesOf(files, 'learners').some(({ id: learner }) => learner === 'anna'), linesOf(files, 'learners').length]).toEqual([false, 1]);
});
