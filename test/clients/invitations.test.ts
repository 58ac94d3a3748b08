import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until } from '../support/browser';
import { importCourse } from '../support/courses';
import { hour, moveClock, publishCourse } from '../support/dispatching';
import { join } from '../support/inviting';
import { makeScorm12Zip } from '../support/make/course-packages';
import { TestSmtp } from '../support/smtp';
import { officialClient } from './official-client';
import { servesItsRows } from './operations-table';

type Values = Record<string, unknown>;
let smtp: TestSmtp;
let courseway: Booted;
const call = async (operation: string, ...values: unknown[]) => officialClient(courseway).call('InvitationsApi', operation, ...values);
const users = (data: Values) => data['userInvitations'] as { email: string; url: string; isStarted: boolean; registrationId: string; registrationReport?: { complete: string; success: string; score?: { scaled: number } } }[];

beforeAll(async () => {
  smtp = await TestSmtp.start();
  courseway = await bootCourseway({ SMTP_URL: smtp.url, MAIL_FROM: 'Courses <courses@vendor.example>' });
});
afterAll(async () => {
  await courseway?.close();
  await smtp?.down();
});

const ended = (id: unknown) => until(async () => (await call('getPrivateInvitationJobStatus', id)).data, (seen) => seen['status'] !== 'STARTED', 30_000);

test('the official client drives all 16 operations', async () => {
  await publishCourse(courseway, 'course', 'A course');
  const mail = { subject: 'Join [COURSE]', body: '<p>Dear [USER], <a href="[URL]">begin</a></p>', addresses: ['one@learner.example', 'two@learner.example'] };
  const made = await call('createPrivateInvitation', { courseId: 'course', creatingUserEmail: 'sender@vendor.example', invitationEmail: mail, tags: ['first'] });
  expect(made).toMatchObject({ status: 200, data: { courseId: 'course', isPublic: false, createDate: expect.any(Date), updated: expect.any(Date) } });
  const id = made.data['id'];
  expect(await ended(id)).toMatchObject({ status: 'COMPLETE', total: 2, processed: 2, errors: [] });
  expect(smtp.to('one@learner.example')).toEqual([expect.objectContaining({ subject: 'Join A course', from: 'courses@vendor.example' })]);

  expect((await call('getPrivateInvitation', id, { includeRegistrationCount: true })).data).toMatchObject({ id, allowLaunch: true, registrationCount: 2, invitationEmail: mail });
  expect((await call('updatePrivateInvitation', id, { expirationDate: '2040-01-01T00:00:00Z' })).data).toMatchObject({ id, expirationDate: new Date('2040-01-01T00:00:00Z') });
  const people = users((await call('getPrivateUserInvitations', id, { includeRegistrationReport: true, includeTotalCount: true })).data);
  expect(people.map(({ email }) => email).sort()).toEqual(mail.addresses);
  expect(people[0]).toMatchObject({ isStarted: false, registrationReport: { complete: 'UNKNOWN', success: 'UNKNOWN' } });
  expect(smtp.to(people[0]?.email ?? '')[0]?.text).toContain(people[0]?.url);

  const open = await call('createPublicInvitation', { courseId: 'course', creatingUserEmail: 'sender@vendor.example', registrationCap: 5 });
  expect(open).toMatchObject({ status: 200, data: { allowLaunch: true, allowNewRegistrations: true, registrationCap: 5, url: expect.stringContaining('/invitations/join/') } });
  const openId = open.data['id'];
  expect((await join(String(open.data['url']), 'public@learner.example')).status).toBe(303);
  expect((await call('getPublicInvitation', openId, { includeRegistrationCount: true })).data).toMatchObject({ id: openId, registrationCount: 1 });
  expect((await call('updatePublicInvitation', openId, { allowNewRegistrations: false, registrationCap: 7 })).data).toMatchObject({ allowNewRegistrations: false, registrationCap: 7 });
  expect((await join(String(open.data['url']), 'late@learner.example')).status).toBe(422);
  expect(users((await call('getPublicUserInvitations', openId, {})).data)).toEqual([expect.objectContaining({ email: 'public@learner.example', isStarted: true })]);

  expect((await call('putInvitationTags', openId, { tags: ['second'] })).status).toBe(204);
  expect((await call('putInvitationTagsBatch', { ids: [id, openId], tags: ['both'] })).status).toBe(204);
  expect((await call('deleteInvitationTags', id, { tags: ['first'] })).status).toBe(204);
  expect([(await call('getInvitationTags', id)).data, (await call('getInvitationTags', openId)).data]).toEqual([expect.objectContaining({ tags: ['both'] }), expect.objectContaining({ tags: ['both', 'second'] })]);
  const idsOf = async (operation: string, options: Values) => ((await call(operation, options)).data['invitations'] as { id: string }[]).map((one) => one.id);
  expect(await idsOf('getAllInvitations', { courseId: 'course', orderBy: 'created_asc' })).toEqual([id, openId]);
  expect(await idsOf('getPrivateInvitations', { tags: ['both'] })).toEqual([id]);
  expect(await idsOf('getPublicInvitations', { filter: openId })).toEqual([openId]);
  expect((await call('getAllInvitations', { includeTotalCount: true })).headers['x-total-count']).toBe('2');
  await expect(call('getPublicInvitation', id, {})).rejects.toMatchObject({ status: 404 });
});

inChromium('a private invitation', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.open();
  });
  afterAll(() => browser?.close());

  test('to three, one busy at first and one unknown: two mails, the course opened and passed in a browser, the report, the link closed in words', async () => {
    await importCourse(courseway, 'real', await makeScorm12Zip({ title: 'A real course' }));
    smtp.answer('busy@learner.example', '450 4.2.1 try later', 'ok');
    smtp.answer('nobody@learner.example', '550 5.1.1 no such user');
    const addresses = ['anna@learner.example', 'busy@learner.example', 'nobody@learner.example'];
    const { data } = await call('createPrivateInvitation', { courseId: 'real', creatingUserEmail: 'sender@vendor.example', invitationEmail: { addresses } });
    const id = data['id'];
    await until(() => smtp.tries.get('busy@learner.example'));
    await until(async () => (await call('getPrivateInvitationJobStatus', id)).data, (seen) => seen['processed'] === 2);
    const back = moveClock(courseway, hour);
    expect(await ended(id)).toMatchObject({ status: 'COMPLETE', total: 3, processed: 3, errors: [expect.stringMatching(/^row 3 \[nobody@learner.example\]: .*550/)] });
    back();
    expect(addresses.map((address) => smtp.to(address).length)).toEqual([1, 1, 0]);
    expect(smtp.tries.get('nobody@learner.example')).toBe(1);

    const url = /http:\/\/\S+\/invitations\/open\/[\w-]+/.exec(smtp.to('anna@learner.example')[0]?.text ?? '')?.[0] ?? '';
    await fetch(url, { method: 'HEAD' });
    for (let n = 0; n < 2; n++) expect((await fetch(url)).status).toBe(200); // a mail scanner
    const anna = async () => users((await call('getPrivateUserInvitations', id, { includeRegistrationReport: true })).data).find(({ email }) => email === 'anna@learner.example');
    expect(await anna()).toMatchObject({ isStarted: false, registrationReport: { complete: 'UNKNOWN' } });

    const page = await browser.newPage();
    await page.goto(url);
    expect(await page.locator('h1').textContent()).toContain('A real course');
    await page.getByRole('button').click();
    const frame = await frameWith(page, '/content/');
    await until(() => frame.evaluate("typeof initialized === 'undefined' || initialized").catch(() => false));
    await frame.evaluate("document.getElementById('pass85').click()");
    const report = await until(anna, (seen) => seen?.registrationReport?.success === 'PASSED');
    expect(report).toMatchObject({ isStarted: true, registrationReport: { complete: 'COMPLETED', success: 'PASSED', score: { scaled: 85 } } });

    await call('updatePrivateInvitation', id, { allowLaunch: false });
    await page.goto(url);
    expect(await page.locator('h1').textContent()).toMatch(/not available|turned off|switched off|disabled|closed|paused/i);
    expect(await page.getByRole('button').count()).toBe(0);
  }, 90_000);
});

servesItsRows(__filename);
