import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, until } from '../support/browser';
import { importCourse } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';
import { type Call, callsOf, type ShownSession } from '../support/sessions';
import { v1Client } from '../support/v1';
import { courseFrame } from './chromium';

inChromium('a registration is the same through every door', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  let sessions: Call;
  let v1: ReturnType<typeof v1Client>;
  beforeAll(async () => {
    courseway = await bootCourseway();
    browser = await TestBrowser.open();
    sessions = await callsOf(courseway, { scopes: ['write'] });
    v1 = v1Client(courseway);
    await importCourse(courseway, 'safety', await makeScorm12Zip({ title: 'Safety' }));
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  const v2 = async (path: string, body?: object) => (await (await courseway.api(path, body && { method: 'POST', body })).json()) as Record<string, unknown>;
  const session = async () => (await sessions<ShownSession>('GET', '/sessions/one')).body;

  test('made by v1, launched by v2, done in a browser, read and changed by the sessions API, and read again by both', async () => {
    expect(await v1.told('registration.createRegistration', { courseid: 'safety', regid: 'one', learnerid: 'ada', fname: 'Ada', lname: 'Lovelace', registrationTags: 'wave-1' })).toBe('<success/>');
    expect(await session()).toMatchObject({ id: 'one', package_id: 'safety', user_id: 'ada', completion_status: 'not attempted' });

    const { launchLink } = await v2('/registrations/one/launchLink', { redirectOnExitUrl: 'Message' });
    const page = await browser.newPage();
    await page.goto(String(launchLink));
    const course = await courseFrame(page);
    await course.click('#bookmark');
    expect((await until(session, ({ cmi_data: cmi }) => cmi['cmi.suspend_data'] === 'state-3')).cmi_data).toMatchObject({ 'cmi.core.lesson_location': 'page-3' });
    await course.click('#pass85');
    const done = await until(session, ({ completion_status: status }) => status === 'completed');
    expect(done).toMatchObject({ success_status: 'passed', score: { raw: 85 } });

    const changed = await sessions<ShownSession>('PUT', '/sessions/one', { version: done.version, cmi_data: { 'cmi.comments': 'seen by the office' } });
    expect(changed).toMatchObject({ status: 200, body: { version: done.version + 1, success_status: 'passed' } });
    expect((await sessions('PUT', '/sessions/one', { version: done.version, cmi_data: {} })).status).toBe(409);

    expect(await v1.told('registration.getRegistrationResult', { regid: 'one' })).toMatch(/<complete>complete<\/complete><success>passed<\/success><totaltime>\d+<\/totaltime><score>85<\/score>/);
    expect(await v2('/registrations/one')).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 85 }, tags: ['wave-1'], learner: { id: 'ada' } });
    expect((await v2('/registrations/one/launchHistory'))['launchHistory']).toHaveLength(1);

    expect(await v1.told('registration.deleteRegistration', { regid: 'one' })).toBe('<success/>');
    expect([(await sessions('GET', '/sessions/one')).status, (await courseway.api('/registrations/one')).status, await v1.told('registration.exists', { regid: 'one' })]).toEqual([404, 404, '<result>false</result>']);
  });
});
