import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, openChromium, until } from '../support/browser';
import { courseFrame } from './chromium';
import { importCourse, look, register, runtimeOf } from './learner';
import { fourUnits, oneUnit } from './make-course';

inChromium('settings that the learner sees', () => {
  let courseway: Booted;
  let browser: Browser;
  let context: BrowserContext;
  let registration = '';
  let count = 0;

  beforeAll(async () => {
    courseway = await bootCourseway();
    browser = await openChromium();
    await importCourse(courseway, 'one', oneUnit());
    await importCourse(courseway, 'four', fourUnits());
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    registration = `s${++count}`;
  });
  afterEach(() => context.close());

  async function launch(redirectOnExitUrl = ''): Promise<Page> {
    const answer = await courseway.api(`/registrations/${registration}/launchLink`, { method: 'POST', body: { redirectOnExitUrl } });
    const page = await context.newPage();
    await page.goto(((await answer.json()) as { launchLink: string }).launchLink);
    return page;
  }
  async function configure(settings: Record<string, string>): Promise<void> {
    const body = { settings: Object.entries(settings).map(([settingId, value]) => ({ settingId, value })) };
    const answer = await courseway.api(`/registrations/${registration}/configuration`, { method: 'POST', body });
    if (answer.status !== 204) throw new Error(await answer.text());
  }
  /** A new registration with settings of its own, opened. */
  async function open(course: string, settings: Record<string, string>): Promise<Page> {
    await register(courseway, course, registration);
    await configure(settings);
    return launch();
  }
  const set = (frame: Frame, element: string, value: string) => frame.evaluate(`set(${JSON.stringify(element)}, ${JSON.stringify(value)})`);
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();
  const exited = (page: Page) => page.waitForURL(/\/launch\/exit\/message/);

  test('the bar, the title, the contents and each button can be taken away; a button that closes a unit can be had', async () => {
    const plain = await open('four', {});
    await courseFrame(plain);
    for (const name of ['Contents', 'Next', 'Exit']) expect([name, await button(plain, name).isVisible()]).toEqual([name, true]);
    expect([await plain.getByRole('heading', { level: 1 }).isVisible(), await button(plain, 'Close this part').isVisible()]).toEqual([true, false]);

    await configure({ PlayerShowCourseStructure: 'false', PlayerEnableFlowNav: 'NO', PlayerShowFinishButton: 'false', PlayerShowTitleBar: 'false', PlayerShowCloseItem: 'YES' });
    const bare = await launch();
    await courseFrame(bare);
    for (const name of ['Contents', 'Next', 'Back', 'Exit']) expect([name, await button(bare, name).isVisible()]).toEqual([name, false]);
    expect([await bare.getByRole('heading', { level: 1 }).isVisible(), await bare.getByRole('navigation').count()]).toEqual([false, 0]);
    await button(bare, 'Close this part').click();
    await heading(bare, 'This part is closed');
    await bare.locator('.panel').getByRole('button', { name: 'Next' }).click();
    await courseFrame(bare, '/b.html');

    await configure({ PlayerShowNavBar: 'false' });
    const none = await launch();
    const frame = await courseFrame(none);
    expect(await none.getByRole('button').filter({ visible: true }).count()).toBe(0);
    expect((await none.locator('iframe').boundingBox())?.y).toBe(0);
    await none.route('**/commits', (route) => route.abort());
    await set(frame, 'cmi.core.lesson_status', 'incomplete');
    await none.getByText('Offline, kept here').waitFor();
  }, 60_000);

  test('without choice the entries of the contents lead nowhere; closed at the start they can be opened', async () => {
    const page = await open('four', { PlayerEnableChoiceNav: 'false', PlayerCourseStructureStartsOpen: 'false' });
    await courseFrame(page);
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
    await button(page, 'Contents').click();
    const gamma = page.getByRole('navigation').getByRole('button', { name: /Gamma/ });
    expect(await gamma.getAttribute('aria-disabled')).toBe('true');
    await button(page, 'Next').click();
    await courseFrame(page, '/b.html');
  });

  test('Exit leads where the setting says unless the link says more', async () => {
    const target = `${courseway.publicUrl}/launch/exit/blank`;
    const page = await open('one', { RedirectOnExitUrl: target });
    await courseFrame(page);
    await button(page, 'Exit').click();
    await page.waitForURL(target);
    const other = await launch('message');
    await courseFrame(other);
    await button(other, 'Exit').click();
    await exited(other);
  });

  describe('what follows when a unit ends by itself', () => {
    const end = async (page: Page, status: string, exit = '', part = '/content/') => {
      const frame = await courseFrame(page, part);
      await set(frame, 'cmi.core.lesson_status', status);
      await frame.evaluate(`finish(${JSON.stringify(exit)})`);
    };
    test('an intermediate unit: by its result and its exit', async () => {
      const page = await open('four', { PlayerIntermediateScoSatisfiedNormalExitAction: 'DISPLAY_MESSAGE', PlayerIntermediateScoNotSatisfiedSuspendExitAction: 'GO_TO_NEXT_SCO', PlayerIntermediateScoNotSatisfiedTimeoutExitAction: 'EXIT_COURSE_AFTER_CONFIRM', PlayerIntermediateScoSatisfiedLogoutExitAction: 'EXIT_COURSE' });
      await end(page, 'completed');
      await heading(page, 'This part is closed');
      await page.locator('.panel').getByRole('button', { name: 'Next' }).click();
      await end(page, 'incomplete', 'suspend', '/b.html');
      await end(page, 'incomplete', 'time-out', '/c.html');
      await heading(page, 'Leave the course?');
      await button(page, 'Stay in the course').click();
      await end(page, 'passed', 'logout', '/c.html');
      await exited(page);
    }, 60_000);

    test('the last unit: by the result of the course, or nothing at all', async () => {
      const page = await open('one', { PlayerFinalScoCourseNotSatisfiedNormalExitAction: 'DO_NOTHING', PlayerFinalScoCourseSatisfiedNormalExitAction: 'EXIT_COURSE_AFTER_CONFIRM' });
      await end(page, 'incomplete');
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect([await page.locator('.panel').count(), await page.locator('iframe').count()]).toEqual([0, 1]);
      const again = await launch();
      await end(again, 'completed');
      await heading(again, 'Leave the course?');
      await again.locator('.panel').getByRole('button', { name: 'Exit' }).click();
      await exited(again);
    }, 60_000);
  });

  test('Exit suspends the unit, ends it, or asks, whatever its content says', async () => {
    const leave = async (page: Page, name?: string) => {
      await courseFrame(page);
      await button(page, 'Exit').click();
      if (name) await button(page, name).click();
      await exited(page);
      return runtimeOf(await look(courseway, registration), 'only').exit;
    };
    expect(await leave(await open('one', { PlayerReturnToLmsAction: 'ExitAll' }))).toBe('');
    await configure({ PlayerReturnToLmsAction: 'SuspendAll' });
    expect(await leave(await launch())).toBe('suspend');
    await configure({ PlayerReturnToLmsAction: 'Selectable' });
    const asked = await launch();
    await courseFrame(asked);
    await button(asked, 'Exit').click();
    await heading(asked, 'How do you want to leave?');
    await button(asked, 'Stay in the course').click();
    expect([await asked.locator('.panel').count(), await asked.locator('iframe').count()]).toEqual([0, 1]);
    expect(await leave(asked, 'End it here')).toBe('');
    expect(await leave(await launch(), 'Go on later')).toBe('suspend');
  }, 60_000);

  test('a unit starts blank after an exit without suspend, where the setting says so', async () => {
    const page = await open('one', { PlayerResetRunTimeData: 'WHEN_EXIT_IS_NOT_SUSPEND', PlayerReturnToLmsAction: 'SuspendAll' });
    await set(await courseFrame(page), 'cmi.core.lesson_location', 'page 3');
    await button(page, 'Exit').click();
    await exited(page);
    const seen = async (again: Page) => (await courseFrame(again)).evaluate('seen') as Promise<Record<string, string>>;
    expect(await seen(await launch())).toMatchObject({ lesson_location: 'page 3', entry: 'resume' });
    await configure({ PlayerReturnToLmsAction: 'ExitAll' });
    const second = await launch();
    await courseFrame(second);
    await button(second, 'Exit').click();
    await exited(second);
    expect(await seen(await launch())).toMatchObject({ lesson_location: '', entry: 'ab-initio', total_time: '00:00:00' });
  }, 60_000);

  test('the content decides against the mastery score, where the setting says so', async () => {
    const page = await open('one', { PlayerScoreOverridesStatus: 'false' });
    const frame = await courseFrame(page);
    await set(frame, 'cmi.core.score.raw', '10');
    await set(frame, 'cmi.core.lesson_status', 'passed');
    await frame.evaluate("finish('')");
    await exited(page);
    expect(await look(courseway, registration)).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 10 } });
  });

  test('a threshold decides on completion, in the player and in the API', async () => {
    const page = await open('one', { PlayerStatusRollupModeValue: 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET', PlayerStatusRollupModeThresholdScore: '0.9', PlayerApplyRollupStatusToSuccess: 'true' });
    const frame = await courseFrame(page);
    await set(frame, 'cmi.core.score.raw', '85');
    await set(frame, 'cmi.core.lesson_status', 'completed');
    await until(() => look(courseway, registration), ({ score }) => score?.scaled === 85);
    expect(await look(courseway, registration)).toMatchObject({ registrationCompletion: 'INCOMPLETE', registrationSuccess: 'UNKNOWN', activityDetails: { activityCompletion: 'INCOMPLETE' } });
    await set(frame, 'cmi.core.score.raw', '95');
    const now = await until(() => look(courseway, registration), ({ registrationCompletion }) => registrationCompletion === 'COMPLETED');
    expect(now).toMatchObject({ registrationSuccess: 'PASSED', activityDetails: { activityCompletion: 'COMPLETED', activitySuccess: 'PASSED' } });
    await button(page, 'Exit').click();
    await heading(page, 'You have finished the course');
  });

  describe('windows', () => {
    const popup = (page: Page, tap: () => Promise<void>) => Promise.all([page.waitForEvent('popup'), tap()]).then(([opened]) => opened);

    test('the player opens in a window of its own by a tap; the first page leads on when that is closed', async () => {
      const page = await open('one', { PlayerLaunchType: 'NEW_WINDOW' });
      expect(await page.locator('iframe').count()).toBe(0);
      const opened = await popup(page, () => button(page, 'Open').click());
      const frame = await courseFrame(opened);
      await button(page, 'Show the window').waitFor();
      await set(frame, 'cmi.core.lesson_location', 'in the window');
      const closed = opened.waitForEvent('close');
      await button(opened, 'Exit').click();
      await closed;
      await exited(page);
      expect(runtimeOf(await look(courseway, registration), 'only').location).toBe('in the window');
    }, 60_000);

    test('units open in a window of their own; what they say while the learner closes it is saved', async () => {
      const page = await open('four', { PlayerScoLaunchType: 'NEW_WINDOW_WITHOUT_BROWSER_TOOLBAR' });
      const first = await popup(page, () => page.locator('.panel').getByRole('button', { name: 'Open' }).click());
      await first.waitForFunction('typeof seen !== "undefined"');
      expect(await first.evaluate('seen')).toMatchObject({ entry: 'ab-initio', student_name: 'Lovelace, Ada' });
      await first.evaluate("set('cmi.core.lesson_location', 'there')");
      await first.evaluate("set('cmi.core.lesson_status', 'completed')");
      await first.close({ runBeforeUnload: true });
      await until(async () => runtimeOf(await look(courseway, registration), 'a').exit, (exit) => exit === 'suspend');
      await heading(page, 'Beta'); // its content finished while it was closed, done
      const second = await popup(page, () => page.locator('.panel').getByRole('button', { name: 'Open' }).click());
      await second.waitForFunction('typeof seen !== "undefined"');
      const gone = second.waitForEvent('close');
      await page.getByRole('navigation').getByRole('button', { name: /Gamma/ }).click();
      await gone;
      await heading(page, 'Gamma');
      await button(page, 'Exit').click();
      await exited(page);
      expect(runtimeOf(await look(courseway, registration), 'b').exit).toBe('suspend');
    }, 60_000);
  });
});
