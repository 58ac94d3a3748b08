import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { openChromium, until } from '../support/browser';
import { courseFrame, coursesFolder, describeWithCourses } from './chromium';
import { importCourse, launchLink, look, register, runtimeOf } from './learner';

/** The golf course loads a library from another host, for a notes window that no test opens. */
const notesLibrary = "window.$ = () => ({ dialog() {}, val() { return ''; } });";

describeWithCourses('real courses in the player (COURSES_DIR)', () => {
  let courseway: Booted;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    courseway = await bootCourseway();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.route('https://ajax.googleapis.com/**', (route) => route.fulfill({ contentType: 'text/javascript', body: notesLibrary }));
  });
  afterEach(() => page.close());

  async function open(file: string): Promise<string> {
    const id = file.replace(/\W/g, '-');
    await importCourse(courseway, id, readFileSync(join(coursesFolder, `${file}.zip`)));
    await register(courseway, id, id);
    await page.goto(await launchLink(courseway, id));
    return id;
  }
  const press = (frame: Frame, id: string) => frame.locator(`#${id}`).click();
  const contents = () => page.getByRole('navigation', { name: 'Contents' });
  const isOpen = async (title: string) => (await contents().getByRole('button', { name: title }).getAttribute('aria-disabled')) === null;

  test('SCORM 1.2: pages, bookmark, resume, test, passed', async () => {
    const id = await open('golf-scorm12-basic');
    const frame = await courseFrame(page);
    await press(frame, 'butNext');
    await press(frame, 'butNext');
    await page.reload();
    const again = await courseFrame(page);
    await until(() => again.evaluate('currentPage'), (at) => at === 2);
    await again.evaluate('RecordTest(86)');
    await press(again, 'butExit');
    await page.waitForURL(/\/launch\/exit\/message/);
    expect(await look(courseway, id)).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 86 } });
  });

  test('SCORM 1.2 with 18 units that never set a status: leaving completes each, the last leaves the course complete', async () => {
    const id = await open('golf-scorm12-multisco');
    for (let unit = 0; unit < 18; unit++) {
      await courseFrame(page);
      await until(() => page.frames()[1]?.evaluate('typeof initialized !== "undefined" && initialized').catch(() => false), Boolean);
      if (unit < 17) await page.getByRole('button', { name: 'Next' }).click();
      if (unit < 17) await until(() => contents().locator('[aria-current]').textContent(), (text) => !text?.includes('completed'));
    }
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect(await look(courseway, id)).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'UNKNOWN' });
  });

  test('SCORM 1.2 content in 3D that shows what the LMS tells it', async () => {
    const id = await open('boytchev-lms-info-scorm12');
    await courseFrame(page);
    const now = await until(() => look(courseway, id), ({ registrationCompletion }) => registrationCompletion !== 'UNKNOWN');
    expect(now.activityDetails?.children?.[0]?.runtime).toBeDefined();
  });

  test('SCORM 2004 2nd edition without any API call: completed once it was read and left', async () => {
    const id = await open('golf-2004-2nd-single');
    await courseFrame(page);
    expect((await look(courseway, id)).registrationCompletion).not.toBe('COMPLETED');
    await until(() => page.evaluate('performance.now()') as Promise<number>, (openForMs) => openForMs > 5000);
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect((await look(courseway, id)).registrationCompletion).toBe('COMPLETED');
  });

  test('SCORM 2004 3rd edition: the passing score of the manifest judges', async () => {
    const id = await open('golf-2004-3rd-advanced');
    const frame = await courseFrame(page);
    await until(() => frame.evaluate('typeof initialized !== "undefined" && initialized'), Boolean);
    expect(await frame.evaluate("API.GetValue('cmi.scaled_passing_score')")).toBe('0.8');
    expect(await frame.evaluate("API.GetValue('cmi.objectives._count')")).toBe('5');
    await frame.evaluate('RecordTest(79)');
    await until(() => look(courseway, id), ({ registrationSuccess }) => registrationSuccess === 'FAILED');
    await frame.evaluate('RecordTest(93)');
    const now = await until(() => look(courseway, id), ({ registrationSuccess }) => registrationSuccess === 'PASSED');
    expect(now.score).toEqual({ scaled: 93 });
  });

  test('SCORM 2004 4th edition: units in order, the quiz by jump, and the score rolls up from the post test only', async () => {
    const id = await open('golf-2004-4th-posttest');
    const first = await courseFrame(page, 'content=playing');
    expect(await isOpen('Etiquette')).toBe(false);
    expect(await contents().getByRole('button', { name: 'Quiz' }).count()).toBe(0);
    for (let step = 0; step < 4; step++) await press(first, 'butNext');
    await until(() => isOpen('Etiquette'), Boolean);
    expect(await isOpen('Handicapping')).toBe(false);
    expect(await first.evaluate("API.GetValue('adl.nav.request_valid.choice.{target=etuqiette_item}')")).toBe('true');
    expect(await first.evaluate("API.GetValue('adl.nav.request_valid.continue')")).toBe('true');
    await page.getByRole('button', { name: 'Next' }).click();
    await press(await courseFrame(page, 'content=etiquette'), 'butJump');
    const quiz = await courseFrame(page, 'content=assessment');
    expect((await look(courseway, id)).score).toBeUndefined();
    await until(() => quiz.evaluate('typeof initialized !== "undefined" && initialized'), Boolean);
    await quiz.evaluate('RecordTest(80)');
    const now = await until(() => look(courseway, id), ({ registrationSuccess }) => registrationSuccess === 'PASSED');
    expect(now).toMatchObject({ registrationCompletion: 'COMPLETED', score: { scaled: 80 } });
    await page.goto('about:blank');
    await until(() => look(courseway, id), (state) => runtimeOf(state, 'assessment_item').exit === 'suspend');
    await page.goto(await launchLink(courseway, id));
    await courseFrame(page, 'content=assessment');
  });
});
