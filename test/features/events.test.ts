import { Webhook } from 'standardwebhooks';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { importCourse } from '../support/courses';
import { download, launch, makeDispatch, publishCourse } from '../support/dispatching';
import { endOfSending, invite, recipientsOf } from '../support/inviting';
import { makeScorm12Zip } from '../support/make/course-packages';
import { postback, postbacksOf, progress, register, type ShownPostback } from '../support/posting';
import { type Received, TestReceiver } from '../support/receiver';
import { TestSmtp } from '../support/smtp';

let courseway: Booted;
let smtp: TestSmtp;
let target: TestReceiver;
let status = 200;
beforeAll(async () => {
  smtp = await TestSmtp.start();
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.0/8', SMTP_URL: smtp.url });
  target = await TestReceiver.start((response) => response.writeHead(status).end());
  await publishCourse(courseway, 'course');
});
beforeEach(async () => {
  status = 200;
  target.received.length = 0;
  await configure({ url: target.url });
});
afterAll(async () => {
  await courseway?.close();
  await target?.stop();
  await smtp?.down();
});

const configure = async (body: object, api = courseway.api) => (await api('/postbacks/events', { method: 'PUT', body })).status;
const told = ({ body }: Received) => JSON.parse(body) as { type: string; timestamp: string; data: Record<string, unknown> };
const next = async (count = 1) => (await target.until(count))[count - 1] as Received;
const importOne = async (courseId: string, zip: Buffer) => importCourse(courseway, courseId, zip);
const untilLogged = (id: string, wanted: (one: ShownPostback) => boolean) => until(() => postback(courseway, id), wanted, 15_000);

describe('what is told', () => {
  test('a course that was imported, signed as Standard Webhooks say', async () => {
    const job = await importOne('safety', await makeScorm12Zip({ title: 'Fire safety' }));
    const received = await next();
    expect(told(received)).toEqual({
      type: 'course.imported', timestamp: expect.stringMatching(/^\d{4}-.*Z$/), data: { jobId: expect.any(String), courseId: 'safety', version: job.importResult?.course.version, title: 'Fire safety', learningStandard: 'SCORM12' },
    });
    expect(received.headers['content-type']).toBe('application/json; charset=UTF-8');
    expect(received.headers['courseway-sequence']).toBeUndefined();
    const { secret } = (await (await courseway.api('/postbacks/secret')).json()) as { secret: string };
    expect(new Webhook(secret).verify(received.body, received.headers as Record<string, string>)).toMatchObject({ type: 'course.imported' });
  });

  test('an import that failed, with the words of its job', async () => {
    const job = await importOne('broken', Buffer.from('this is no zip'));
    expect(told(await next())).toMatchObject({ type: 'course.import_failed', data: { courseId: 'broken', message: job.message } });
  });

  test('a dispatch whose last seat was taken: once, with the launch that took it', async () => {
    const made = await makeDispatch(courseway, { registrationCap: 2 });
    const package_ = await download(courseway, made.id);
    await launch(courseway, package_, { id: 'one' });
    await launch(courseway, package_, { id: 'two' });
    expect((await launch(courseway, package_, { id: 'three' })).code).toBe('full');
    expect(told(await next())).toMatchObject({ type: 'dispatch.limit_reached', data: { dispatchId: made.id, destinationId: made.destinationId, courseId: made.courseId, registrationCap: 2 } });
    await importOne('after', await makeScorm12Zip()); // events go in order of their making: had there been another one, it would be here
    expect(told(await next(2)).type).toBe('course.imported');
  });

  test('an invitation whose mail came back', async () => {
    smtp.answer('gone@x.example', '550 5.1.1 no such user');
    const invitationId = await invite(courseway, 'course', ['gone@x.example', 'here@x.example']);
    await endOfSending(courseway, invitationId);
    const bounced = (await recipientsOf(courseway, invitationId)).find(({ email }) => email === 'gone@x.example');
    expect(bounced?.state).toBe('bounced');
    expect(told(await next())).toMatchObject({ type: 'invitation.mail_bounced', data: { invitationId, recipientId: bounced?.recipientId, registrationId: bounced?.registrationId, email: 'gone@x.example', message: bounced?.error } });
    expect(target.received).toHaveLength(1);
  });
});

describe('queue, log and replay', () => {
  test('an event is tried again after a failure and replayed, with the same id and bytes, and the log shows it', async () => {
    status = 500;
    await importOne('again', await makeScorm12Zip());
    const first = await next();
    const id = String(first.headers['webhook-id']);
    expect(await untilLogged(id, ({ attemptCount }) => attemptCount === 1)).toMatchObject({ kind: 'course.imported', state: 'waiting', lastStatus: 500, body: first.body });
    expect((await postbacksOf(courseway)).find((one) => one.id === id)).not.toHaveProperty('instance');
    status = 200;
    const second = await next(2); // after five seconds
    expect([second.body, second.headers['webhook-id']]).toEqual([first.body, id]);
    await untilLogged(id, ({ state }) => state === 'delivered');
    expect((await courseway.api(`/postbacks/${id}/replay`, { method: 'POST' })).status).toBe(204);
    expect((await next(3)).headers['webhook-id']).toBe(id);
  }, 40_000);

  test('events wait for no result of a registration, nor results for them; and many go at once', async () => {
    status = 500;
    await register(courseway, 'course', 'r1', { url: target.url });
    await progress(courseway, 'r1');
    await next();
    for (const courseId of ['many-1', 'many-2', 'many-3']) await importOne(courseId, await makeScorm12Zip());
    await until(() => target.received.map(({ body }) => JSON.parse(body) as { data?: { courseId: string } }).flatMap(({ data }) => data?.courseId ?? []), (ids) => ['many-1', 'many-2', 'many-3'].every((one) => ids.includes(one)));
  });
});

describe('where events go', () => {
  test('the address is set, read, changed for what waits, and removed: then nothing is told', async () => {
    expect(await (await courseway.api('/postbacks/events')).json()).toEqual({ url: target.url, types: ['course.imported', 'course.import_failed', 'dispatch.limit_reached', 'licence.threshold_reached', 'dispatch.alarm', 'invitation.mail_bounced'] });
    status = 500;
    await importOne('moving', await makeScorm12Zip());
    const id = String((await next()).headers['webhook-id']);
    const elsewhere = await TestReceiver.start();
    expect(await configure({ url: elsewhere.url })).toBe(204);
    await untilLogged(id, ({ state }) => state === 'waiting');
    await courseway.api(`/postbacks/${id}/replay`, { method: 'POST' });
    expect((await elsewhere.until(1))[0]?.headers['webhook-id']).toBe(id);
    await elsewhere.stop();
    expect((await courseway.api('/postbacks/events', { method: 'DELETE' })).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await courseway.api('/postbacks/events', { method })).status).toBe(404);
    await importOne('untold', await makeScorm12Zip());
    await configure({ url: target.url, types: ['course.import_failed'] });
    await importOne('also-untold', await makeScorm12Zip());
    await importOne('told', Buffer.from('no zip'));
    await until(() => target.received.map(told), (all) => all.some(({ data }) => data?.['courseId'] === 'told'));
    const courses = target.received.map((one) => told(one).data?.['courseId']);
    expect(courses.filter((one) => one === 'untold' || one === 'also-untold')).toEqual([]);
  }, 40_000);

  test.each([[{}, 'url'], [{ url: 'ftp://x.example' }, 'url'], [{ url: 'not an address' }, 'url'], [{ url: 'https://x.example', types: ['course.sold'] }, 'types[0]'], [{ url: 'https://x.example', types: [] }, 'types']])('400 for %j names the field', async (body, field) => {
    const answer = await courseway.api('/postbacks/events', { method: 'PUT', body });
    expect([answer.status, ((await answer.json()) as { message: string }).message.split(':')[0]]).toEqual([400, field]);
  });

  test('another tenant has its own, and hears nothing of ours', async () => {
    const other = await courseway.otherTenant();
    expect((await other.api('/postbacks/events')).status).toBe(404);
    const theirs = await TestReceiver.start();
    expect(await configure({ url: theirs.url }, other.api)).toBe(204);
    await importOne('ours', await makeScorm12Zip());
    await until(() => target.received.map(told), (all) => all.some(({ data }) => data?.['courseId'] === 'ours'));
    expect(theirs.received).toEqual([]);
    await theirs.stop();
  });
});
