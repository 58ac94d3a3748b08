import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { importCourse } from '../support/courses';
import { publishCourse } from '../support/dispatching';
import { endOfSending, invite } from '../support/inviting';
import { makeScorm12Zip } from '../support/make/course-packages';
import { postbacksOf, progress, register, untilPostback } from '../support/posting';
import { TestReceiver } from '../support/receiver';
import { TestSmtp } from '../support/smtp';

let courseway: Booted;
let smtp: TestSmtp;
let target: TestReceiver;
beforeAll(async () => {
  smtp = await TestSmtp.start();
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.0/8', SMTP_URL: smtp.url });
  target = await TestReceiver.start();
});
afterAll(async () => {
  await courseway?.close();
  await target?.stop();
  await smtp?.down();
});

/** Of every table that belongs to applications, how many rows `applicationId` has, where it has any. */
async function rowsOf(applicationId: string): Promise<Record<string, number>> {
  const unit = courseway.get(UnitOfWork);
  const listed = unit.dialect === 'sqlite'
    ? "SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'application_id'"
    : "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'application_id'";
  return unit.run(async () => {
    const held: Record<string, number> = {};
    for (const { name } of await unit.query<{ name: string }>(listed)) {
      const [row] = await unit.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${name} WHERE application_id = ?`, [applicationId]);
      if (Number(row?.n)) held[name] = Number(row?.n);
    }
    return held;
  });
}
const manage = (path: string, method: string) => courseway.api(`/appManagement${path}`, { method, headers: { authorization: `Basic ${Buffer.from('MANAGEMENT:test-secret-of-management').toString('base64')}` } });

test('a learner who is erased is erased from postbacks and events as well, delivered ones too; others stay', async () => {
  await publishCourse(courseway, 'course');
  await courseway.api('/postbacks/events', { method: 'PUT', body: { url: target.url } });
  for (const id of ['anna', 'ben']) {
    await register(courseway, 'course', `of-${id}`, { url: target.url }, { learner: { id, firstName: id, lastName: 'Doe' } });
    await progress(courseway, `of-${id}`);
    await untilPostback(courseway, `of-${id}`, ({ state }) => state === 'delivered');
    smtp.answer(`${id}@x.example`, '550 5.1.1 no such user');
    const invitationId = await invite(courseway, 'course', [`${id}@x.example`]);
    await endOfSending(courseway, invitationId);
  }
  const mentions = async (word: string) => {
    const unit = courseway.get(UnitOfWork);
    const found = await unit.run(() => unit.query<{ body: string | null }>('SELECT body FROM postbacks WHERE application_id = ?', [courseway.applicationId]));
    return found.filter(({ body }) => body?.includes(word)).length;
  };
  await until(async () => [await mentions('anna'), await mentions('ben')], ([anna, ben]) => anna === 2 && ben === 2);
  for (const id of ['anna', 'anna@x.example']) expect((await courseway.api(`/learner/${encodeURIComponent(id)}/delete-information?userEmail=admin@vendor.example`, { method: 'POST' })).status).toBe(204);
  await until(() => mentions('anna'), (count) => count === 0);
  expect(await mentions('ben')).toBe(2);
  expect(await postbacksOf(courseway, 'registrationId=of-anna')).toEqual([]);
  expect(await postbacksOf(courseway, 'registrationId=of-ben')).toHaveLength(1);
});

test('an application that is deleted leaves no row of its own anywhere; another one keeps its rows', async () => {
  const { api, applicationId } = await courseway.otherTenant();
  const call = async (method: string, path: string, body?: object) => {
    const answer = await api(path, { method, ...(body && { body }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  await importCourse({ api }, 'course', await makeScorm12Zip());
  await register({ api }, 'course', 'r', { url: target.url }, { learner: { id: 'anna' } });
  await api('/registrations/postBackTest', { method: 'POST', body: { url: target.url }, headers: { 'idempotency-key': 'once' } });
  await call('PUT', '/learner/anna/tags', { tags: ['berlin'] });
  for (const query of ['', '?learningStandard=SCORM_12&singleSco=true']) await call('POST', `/appManagement/configuration${query}`, { settings: [{ settingId: 'PlayerLaunchType', value: 'NEW_WINDOW' }] });
  await call('POST', '/registrations/postBackTest', { url: target.url });
  await call('POST', '/postbacks/secret/rotate');
  await call('PUT', '/postbacks/events', { url: target.url });
  await call('PUT', '/invitations/suppressions/nobody%40x.example');
  await call('POST', '/xapi/credentials', { name: 'x', secret: 'a-secret-of-some-length', isEnabled: true, auth: { xapiCredentialAuthType: 'BASICAUTH' }, permissionsLevel: { xapiCredentialPermissionsLevel: 'DEFAULT' } });
  const invitationId = await invite({ api }, 'course', ['anna@x.example']);
  await endOfSending({ api }, invitationId);
  await call('POST', '/learner/anna%40x.example/delete-information?userEmail=admin@vendor.example');
  await until(() => rowsOf(applicationId), ({ mails = 0, outbox_events = 0 }) => !mails && !outbox_events);
  await call('DELETE', '/courses/course');
  await until(() => rowsOf(applicationId), ({ registrations = 0, outbox_events = 0 }) => !registrations && !outbox_events);
  expect(Object.keys(await rowsOf(applicationId))).toEqual(expect.arrayContaining(['settings', 'tags', 'postbacks', 'postback_secrets', 'event_receivers', 'mail_suppressions', 'xapi_credentials', 'import_jobs', 'erasures', 'answered_requests']));
  const kept = Object.keys(await rowsOf(courseway.applicationId));
  expect(kept).toEqual(expect.arrayContaining(['registrations', 'postbacks', 'event_receivers']));
  expect((await manage(`/applications/${applicationId}`, 'DELETE')).status).toBe(204);
  expect(await until(() => rowsOf(applicationId), (held) => Object.keys(held).length === 0)).toEqual({});
  expect(Object.keys(await rowsOf(courseway.applicationId)).sort()).toEqual(kept.sort());
});
