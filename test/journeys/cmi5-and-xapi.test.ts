import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, openChromium, until } from '../support/browser';
import { makeCmi5Zip, makeTincanZip } from '../support/make/reporting-packages';
import { courseFrame, coursesFolder } from './chromium';
import { importCourse, launchLink, look, register } from './learner';

inChromium('cmi5 and xAPI courses in the player', () => {
  let courseway: Booted;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  beforeAll(async () => {
    courseway = await bootCourseway();
    browser = await openChromium();
    await importCourse(courseway, 'cmi5', await makeCmi5Zip([{}, { moveOn: 'Completed' }]));
    await importCourse(courseway, 'tincan', await makeTincanZip());
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('dialog', (dialog) => void dialog.accept());
  });
  afterEach(async () => {
    await page.close();
    expect(faults.splice(0)).toEqual([]);
  });

  async function open(courseId: string, registrationId: string, isNew = true) {
    if (isNew) await register(courseway, courseId, registrationId);
    await page.goto(await launchLink(courseway, registrationId));
    return courseFrame(page);
  }
  const verbsOf = async (registrationId: string) => {
    const { statements } = (await (await courseway.api(`/registrations/${registrationId}/xAPIStatements`)).json()) as { statements: { verb: { id: string } }[] };
    return statements.map(({ verb }) => verb.id.split('/').at(-1));
  };

  test('cmi5: pass the first unit, which leads back, then the second; the course is satisfied', async () => {
    const first = await open('cmi5', 'both');
    await until(() => first.locator('#state').textContent(), (text) => text === 'initialized 200');
    const contents = page.getByRole('navigation', { name: 'Contents' });
    await first.locator('#work').click();
    await first.locator('#pass').click();
    await until(() => contents.getByRole('button', { name: 'Knot 1' }).textContent(), (text) => text?.includes('passed'));
    await first.locator('#end').click();
    await page.getByRole('heading', { name: 'This part is closed' }).waitFor();
    await page.locator('section.panel').getByRole('button', { name: 'Next' }).click();
    const second = await courseFrame(page, 'unit2.html');
    await second.locator('#pass').click();
    await until(() => second.locator('#state').textContent(), (text) => text === 'completed 200');
    await second.locator('#end').click();
    await page.getByRole('heading', { name: 'This part is closed' }).waitFor();
    await page.locator('section.panel').getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect(await look(courseway, 'both')).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 85 } });
    expect(await verbsOf('both')).toContain('satisfied');
  });

  test('cmi5: a unit that wants its own window opens by a tap, and closes when it leads back', async () => {
    await importCourse(courseway, 'window', await makeCmi5Zip([{ launchMethod: 'OwnWindow', moveOn: 'Passed' }]));
    await register(courseway, 'window', 'window');
    await page.goto(await launchLink(courseway, 'window'));
    const [opened] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: 'Open' }).click()]);
    await until(() => opened.locator('#state').textContent(), (text) => text === 'initialized 200');
    await opened.locator('#pass').click();
    await until(() => opened.locator('#state').textContent(), (text) => text === 'completed 200');
    await opened.locator('#end').click();
    await page.waitForURL(/\/launch\/exit\/message/);
    await until(() => opened.isClosed(), Boolean);
    expect(await look(courseway, 'window')).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED' });
  });

  test('a preview of a cmi5 course plays and keeps nothing', async () => {
    const { launchLink: link } = (await (await courseway.api('/courses/cmi5/preview', { method: 'POST', body: { expiry: 120 } })).json()) as { launchLink: string };
    await page.goto(link);
    const frame = await courseFrame(page);
    await until(() => frame.locator('#state').textContent(), (text) => text === 'initialized 200');
    await frame.locator('#pass').click();
    await until(() => frame.locator('#state').textContent(), (text) => text === 'completed 403');
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect((await (await courseway.api('/courses/cmi5/xAPIStatements')).json()) as object).not.toMatchObject({ statements: expect.arrayContaining([expect.objectContaining({ actor: expect.objectContaining({ account: expect.objectContaining({ name: 'preview' }) }) })]) });
  });

  test('xAPI: work, leave, resume, pass', async () => {
    const first = await open('tincan', 'ropes');
    await until(() => first.locator('#state').textContent(), (text) => text === 'start');
    await first.locator('#work').click();
    await until(() => first.locator('#state').textContent(), (text) => text === 'experienced 204');
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect(await look(courseway, 'ropes')).toMatchObject({ registrationCompletion: 'INCOMPLETE', registrationSuccess: 'UNKNOWN' });
    const again = await open('tincan', 'ropes', false);
    await until(() => again.locator('#state').textContent(), (text) => text === 'page 3');
    await again.locator('#pass').click();
    await until(() => look(courseway, 'ropes'), ({ registrationSuccess }) => registrationSuccess === 'PASSED');
    expect(await look(courseway, 'ropes')).toMatchObject({ registrationCompletion: 'COMPLETED', score: { scaled: 85 } });
  });

  const withCourses = coursesFolder ? test : test.skip;

  withCourses('the cmi5 course of COURSES_DIR: pages, resume, the test, exit', async () => {
    await importCourse(courseway, 'catapult', readFileSync(join(coursesFolder, 'catapult-cmi5-single.zip')));
    const frame = await open('catapult', 'geology');
    await until(() => verbsOf('geology'), (all) => all.includes('initialized'));
    await until(() => frame.evaluate('typeof course !== "undefined" && course !== null').catch(() => false), Boolean);
    expect((await look(courseway, 'geology')).registrationCompletion).toBe('INCOMPLETE');
    await frame.evaluate('course.trackingPlugin.passAndComplete({ scaled: 1, raw: 5, min: 0, max: 5 })');
    await until(() => look(courseway, 'geology'), ({ registrationCompletion }) => registrationCompletion === 'COMPLETED');
    expect(await look(courseway, 'geology')).toMatchObject({ registrationSuccess: 'PASSED', score: { scaled: 100 } });
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect(await verbsOf('geology')).toEqual(expect.arrayContaining(['launched', 'initialized', 'passed', 'completed', 'satisfied']));
  });

  withCourses('the xAPI course of COURSES_DIR: bookmark, resume, completed at its end', async () => {
    await importCourse(courseway, 'golf', readFileSync(join(coursesFolder, 'golf-tincan-xapi.zip')));
    const frame = await open('golf', 'golf');
    await until(() => verbsOf('golf'), (all) => all.includes('attempted'));
    await frame.locator('#butNext').click();
    await frame.locator('#butNext').click();
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    const again = await open('golf', 'golf', false);
    await until(() => again.evaluate('bookmarkingData.getPage()'), (at) => at === 2);
    for (let at = 2; at < 14; at++) await again.locator('#butNext').click();
    const assessment = await frameWith(page, 'assessmenttemplate.html');
    await until(() => assessment.evaluate('typeof GetRecordTestStatement'), (kind) => kind === 'function');
    await assessment.evaluate("void tincan.sendStatement(GetRecordTestStatement(90, GolfExample.CourseActivity.id, null, 'PT5S', false))");
    await until(() => look(courseway, 'golf'), ({ registrationSuccess }) => registrationSuccess === 'PASSED');
    expect(await look(courseway, 'golf')).toMatchObject({ registrationCompletion: 'COMPLETED', score: { scaled: 90 } });
    await again.locator('#exitButton').click();
    await page.waitForURL(/\/launch\/exit\/message/);
  });
});
