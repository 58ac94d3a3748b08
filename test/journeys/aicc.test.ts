import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, openChromium, until } from '../support/browser';
import { makeAiccApiZip, makeAiccZip } from '../support/make/reporting-packages';
import { courseFrame, coursesFolder } from './chromium';
import { importCourse, launchLink, look, register } from './learner';

inChromium('AICC courses in the player', () => {
  let courseway: Booted;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  beforeAll(async () => {
    courseway = await bootCourseway();
    browser = await openChromium();
    await importCourse(courseway, 'one', await makeAiccZip());
    await importCourse(courseway, 'two', await makeAiccZip({ units: 2 }));
    await importCourse(courseway, 'api', await makeAiccApiZip());
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
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

  test('work, leave, resume, pass: the content finds its place, the result is there, and closing its window ends the course', async () => {
    const first = await open('one', 'whole');
    await until(() => first.locator('#state').textContent(), (text) => text === 'start');
    await first.locator('#work').click();
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect(await look(courseway, 'whole')).toMatchObject({ registrationCompletion: 'INCOMPLETE', activityDetails: { children: [{ runtime: { location: 'page-3', suspendData: 'line 1\nline 2' } }] } });
    const again = await open('one', 'whole', false);
    await until(() => again.locator('#state').textContent(), (text) => text === 'page-3');
    expect(await again.evaluate('got')).toContain('Lesson_Status=incomplete, resume');
    await again.locator('#pass').click();
    await again.locator('#end').click();
    await page.waitForURL(/\/launch\/exit\/message/);
    const seen = await look(courseway, 'whole');
    expect(seen).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 85 } });
    expect(seen.totalSecondsTracked).toBeGreaterThan(0);
  });

  test('several units: the table of contents follows what the server heard', async () => {
    const frame = await open('two', 'several');
    const contents = page.getByRole('navigation', { name: 'Contents' });
    await frame.locator('#pass').click();
    await until(() => contents.getByRole('button', { name: 'Knot 1' }).textContent(), (text) => text?.includes('passed'));
    await page.getByRole('button', { name: 'Next' }).click();
    const second = await courseFrame(page, 'unit2.html');
    await second.locator('#pass').click();
    await until(() => look(courseway, 'several'), ({ registrationCompletion }) => registrationCompletion === 'COMPLETED');
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.getByRole('heading', { name: 'You have finished the course' }).waitFor();
  });

  test('content that looks for the API of SCORM 1.2 finds it', async () => {
    const frame = await open('api', 'adapter');
    await frame.locator('#pass').click();
    await until(() => look(courseway, 'adapter'), ({ registrationSuccess }) => registrationSuccess === 'PASSED');
    expect(await look(courseway, 'adapter')).toMatchObject({ registrationCompletion: 'COMPLETED', score: { scaled: 85 } });
  });

  (coursesFolder ? test : test.skip)('the package of COURSES_DIR: pages that never speak are completed when they are left', async () => {
    await importCourse(courseway, 'real', readFileSync(join(coursesFolder, 'parser-aicc-complex.zip')));
    await open('real', 'real');
    for (const file of ['intro.html', 'scenario.html', 'assessment.html']) {
      const frame = await courseFrame(page, file);
      await until(() => frame.evaluate('performance.now()') as Promise<number>, (openForMs) => openForMs > 4000);
      if (file !== 'assessment.html') await page.getByRole('button', { name: 'Next' }).click();
    }
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect((await look(courseway, 'real')).registrationCompletion).toBe('COMPLETED');
  });
});
