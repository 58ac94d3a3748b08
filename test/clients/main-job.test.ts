import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lms, startLms } from '../lms/start-lms';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until } from '../support/browser';
import { makeScorm12Zip } from '../support/make/course-packages';
import { officialClient } from './official-client';

const packages = process.env['COURSES_DIR'];
const golfNotes = "window.$ = () => ({ dialog() {}, val() { return ''; } });";

/** What a learner does in a course, so that the same story runs on our own course and on a real one. */
interface Course {
  file: string;
  /** Goes half way and leaves a bookmark. */
  half(run: (script: string) => Promise<unknown>): Promise<void>;
  bookmark(run: (script: string) => Promise<unknown>): Promise<boolean>;
  pass(run: (script: string) => Promise<unknown>): Promise<void>;
  score: number;
}

const finishes = (lms: Lms, learnerId: string) => lms.calls(learnerId).filter((call) => call.name === 'LMSFinish').length;

const folder = mkdtempSync(join(tmpdir(), 'courseway-client-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ownCourse(): Promise<Course> {
  const file = join(folder, 'own.zip');
  writeFileSync(file, await makeScorm12Zip({ title: 'Own course' }));
  return {
    file,
    half: async (run) => void (await run("document.getElementById('bookmark').click()")),
    bookmark: async (run) => (await run("document.getElementById('location').textContent + document.getElementById('suspend').textContent")) === 'page-3state-3',
    pass: async (run) => void (await run("document.getElementById('pass85').click()")),
    score: 85,
  };
}
const golfCourse = (): Course => ({
  file: join(packages ?? '', 'golf-scorm12-basic.zip'),
  half: async (run) => {
    for (let page = 0; page < 6; page++) await run("document.getElementById('butNext').click()");
  },
  bookmark: async (run) => (await run('currentPage')) === 6,
  pass: async (run) => void (await run('RecordTest(86)')),
  score: 86,
});

inChromium('the main job with the official client', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  const lmss: Lms[] = [];
  beforeAll(async () => {
    courseway = await bootCourseway();
    browser = await TestBrowser.open();
  });
  afterAll(async () => {
    await browser?.close();
    for (const lms of lmss) await lms.close();
    await courseway?.close();
  });

  async function upload(id: string, file: string): Promise<void> {
    const { call } = officialClient(courseway);
    const { data } = await call('CourseApi', 'createUploadAndImportCourseJob', id, { file: createReadStream(file) });
    const job = await until(async () => (await call('CourseApi', 'getImportJobStatus', data['result'])).data, (seen) => seen['status'] !== 'RUNNING');
    expect(job).toMatchObject({ status: 'COMPLETE', importResult: { course: { id } } });
  }

  async function launch(lms: Lms, learner: { id: string; name: string }) {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on('dialog', (dialog) => void dialog.accept());
    await context.route('https://ajax.googleapis.com/**', (route) => route.fulfill({ contentType: 'text/javascript', body: golfNotes }));
    await page.goto(lms.launchUrl(learner));
    return page;
  }
  async function courseIn(page: Awaited<ReturnType<typeof launch>>) {
    const frame = await frameWith(page, '/content/');
    await until(() => frame.evaluate("typeof initialized === 'undefined' || initialized").catch(() => false));
    return (script: string) => frame.evaluate(script);
  }

  const story = async (id: string, course: Course) => {
    const { call } = officialClient(courseway);
    await upload(id, course.file);
    expect((await call('DispatchApi', 'createDestinations', { destinations: [{ id: `client-of-${id}`, data: { name: 'ACME Ltd' } }] })).status).toBe(204);
    expect((await call('DispatchApi', 'createDispatches', { dispatches: [{ id: `dispatch-of-${id}`, data: { destinationId: `client-of-${id}`, courseId: id } }] })).status).toBe(204);
    const zip = (await call('DispatchApi', 'getDispatchZip', `dispatch-of-${id}`, {})).data as unknown as Buffer;
    expect(zip.length).toBeLessThanOrEqual(50_000);
    const lms = await startLms('moodle-like', { zip });
    lmss.push(lms);
    const jo = { id: 'jo.doe', name: 'Doe, Jo' };

    const first = await launch(lms, jo);
    await course.half(await courseIn(first));
    await until(async () => ((await call('RegistrationApi', 'getRegistrations', { courseId: id })).data['registrations'] as unknown[]).length === 1);
    await first.goto('about:blank'); // leaves as a learner who closes the tab
    await until(() => finishes(lms, jo.id) === 1);
    await first.context().close();
    await until(() => lms.record(jo.id), (record) => record['cmi.core.lesson_status'] === 'incomplete');

    const second = await launch(lms, jo);
    const run = await courseIn(second);
    expect(await until(() => course.bookmark(run).catch(() => false))).toBe(true);
    await course.pass(run);
    const passed = await until(() => lms.record(jo.id), (record) => record['cmi.core.lesson_status'] === 'passed');
    expect(passed).toMatchObject({ 'cmi.core.score.raw': String(course.score), 'cmi.core.score.max': '100', 'cmi.core.score.min': '0' });
    await (await frameWith(second, '/play/')).click('.exit').catch(() => undefined);
    await until(() => finishes(lms, jo.id) === 2);
    await second.context().close();

    const calls = lms.calls(jo.id);
    const names = calls.filter((c) => c.name === 'LMSSetValue').map((c) => c.args[0]);
    expect(names.indexOf('cmi.core.score.raw')).toBeLessThan(names.lastIndexOf('cmi.core.lesson_status'));
    for (const visit of new Set(calls.map((c) => c.visit))) expect(calls.filter((c) => c.visit === visit && c.name === 'LMSFinish')).toHaveLength(1);

    const { registrations } = (await call('RegistrationApi', 'getRegistrations', { courseId: id })).data as { registrations: { id: string }[] };
    expect(registrations).toHaveLength(1);
    const { data } = await call('RegistrationApi', 'getRegistrationProgress', registrations[0]?.id, {});
    expect(data).toMatchObject({ registrationSuccess: 'PASSED', registrationCompletion: 'COMPLETED', dispatchId: `dispatch-of-${id}`, score: { scaled: course.score }, learner: { id: jo.id, firstName: 'Jo', lastName: 'Doe' } });
    expect((await call('DispatchApi', 'getDispatchRegistrationCount', `dispatch-of-${id}`)).data).toMatchObject({ registrationCount: 1 });

    await call('DispatchApi', 'setDispatchEnabled', `dispatch-of-${id}`, { enabled: false });
    const newcomer = { id: 'new.comer', name: 'Comer, New' };
    const refused = await launch(lms, newcomer);
    const why = /not available|turned off|switched off|disabled|closed/i;
    const words = await until(async () => (await Promise.all(refused.frames().map((frame) => frame.locator('h1').allInnerTexts().catch(() => [])))).flat().join(' '), (text) => why.test(text));
    expect(words).toMatch(why);
    await refused.context().close();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await lms.record(newcomer.id))['cmi.core.lesson_status']).toBe('incomplete');
    expect((await call('DispatchApi', 'getDispatchRegistrationCount', `dispatch-of-${id}`)).data).toMatchObject({ registrationCount: 1 });
  };

  test('on our own course', async () => story('own', await ownCourse()), 90_000);
  (packages ? test : test.skip)('on a real course of COURSES_DIR', () => story('golf', golfCourse()), 90_000);
});
