import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, openChromium, until } from '../support/browser';
import { courseFrame } from './chromium';
import { importCourse, launchLink, look, register, runtimeOf } from './learner';
import { fourUnits, oneUnit, pageByPage } from './make-course';

inChromium('a learner in the player', () => {
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
    await importCourse(courseway, 'pages', pageByPage());
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    registration = `r${++count}`;
  });
  afterEach(() => context.close());

  /** A new registration on the course, opened. */
  async function open(course: string): Promise<{ page: Page; frame: Frame }> {
    await register(courseway, course, registration);
    return reopen();
  }
  async function reopen(): Promise<{ page: Page; frame: Frame }> {
    const page = await context.newPage();
    await page.goto(await launchLink(courseway, registration));
    return { page, frame: await courseFrame(page) };
  }
  const seen = (frame: Frame) => frame.evaluate('seen') as Promise<Record<string, string>>;
  const set = (frame: Frame, element: string, value: string) => frame.evaluate(`set(${JSON.stringify(element)}, ${JSON.stringify(value)})`);
  const status = (page: Page) => page.getByRole('status').textContent();

  test('the first values a course reads are right, and they are on the content origin', async () => {
    const { page, frame } = await open('one');
    expect(await seen(frame)).toEqual({ entry: 'ab-initio', lesson_location: '', lesson_status: 'not attempted', student_name: 'Lovelace, Ada', student_id: `${registration}@example.com`, total_time: '00:00:00', suspend: '' });
    expect(new URL(page.url()).origin).toBe(courseway.contentUrl);
    expect(await page.title()).toBe('One lesson');
  });

  test('a bookmark and 1 MB of data come back whole in the next session', async () => {
    const first = await open('one');
    const data = 'é0'.repeat(512 * 1024);
    await set(first.frame, 'cmi.suspend_data', data);
    await set(first.frame, 'cmi.core.lesson_location', 'page 7');
    await first.frame.evaluate("api.LMSCommit('')");
    await until(() => look(courseway, registration), (now) => runtimeOf(now, 'only').location === 'page 7');
    await first.page.close();
    const { suspend, ...rest } = await seen((await reopen()).frame);
    expect(rest).toMatchObject({ entry: 'resume', lesson_location: 'page 7', lesson_status: 'not attempted' });
    expect(suspend === data).toBe(true);
  });

  test('status and score are written through at once, without a commit by the course', async () => {
    const { page, frame } = await open('one');
    await set(frame, 'cmi.core.score.raw', '91');
    await set(frame, 'cmi.core.lesson_status', 'passed');
    const now = await until(() => look(courseway, registration), ({ registrationSuccess }) => registrationSuccess === 'PASSED');
    expect(now).toMatchObject({ registrationCompletion: 'COMPLETED', score: { scaled: 91 } });
    await until(() => status(page), (text) => /^Saved \d/.test(text ?? ''));
  });

  test('ten minutes without a network lose nothing', async () => {
    await register(courseway, 'one', registration);
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(await launchLink(courseway, registration));
    const frame = await courseFrame(page);
    let refused = 0;
    await page.route('**/commits', (route) => {
      refused++;
      return route.abort();
    });
    for (let minute = 1; minute <= 10; minute++) {
      await set(frame, 'cmi.suspend_data', `minute ${minute}`);
      await set(frame, 'cmi.core.lesson_location', `page ${minute}`);
      await page.clock.runFor(60_000);
    }
    await set(frame, 'cmi.core.lesson_status', 'passed');
    await page.clock.runFor(5_000);
    await until(() => status(page), (text) => text?.includes('Offline'));
    expect(refused).toBeGreaterThan(10);
    expect((await look(courseway, registration)).registrationSuccess).toBe('UNKNOWN');
    await page.unroute('**/commits');
    await page.clock.runFor(31_000);
    const now = await until(() => look(courseway, registration), ({ registrationSuccess }) => registrationSuccess === 'PASSED');
    expect(runtimeOf(now, 'only')).toMatchObject({ suspendData: 'minute 10', location: 'page 10' });
    await until(async () => {
      await page.clock.runFor(1_000); // the page's clock stands still otherwise, and with it the next try
      return status(page);
    }, (text) => text?.includes('Saved'));
  });

  test('a dead network is told, nothing is lost, and a reload in between loses nothing either', async () => {
    const { page, frame } = await open('one');
    await page.route('**/commits', (route) => route.abort());
    await set(frame, 'cmi.core.lesson_location', 'tunnel');
    await set(frame, 'cmi.core.lesson_status', 'incomplete');
    await until(() => status(page), (text) => text === 'Offline, kept here');
    expect(runtimeOf(await look(courseway, registration), 'only').location).toBeUndefined();
    await page.reload();
    const again = await courseFrame(page);
    expect(await seen(again)).toMatchObject({ lesson_location: 'tunnel', entry: 'resume' });
    await page.unroute('**/commits');
    await until(() => look(courseway, registration), (now) => runtimeOf(now, 'only').location === 'tunnel');
    await until(() => status(page), (text) => /^Saved/.test(text ?? ''));
  });

  test('closing the page sends the last word by beacon', async () => {
    const { page, frame } = await open('one');
    await set(frame, 'cmi.core.lesson_location', 'last words');
    await page.goto('about:blank');
    const now = await until(() => look(courseway, registration), (state) => runtimeOf(state, 'only').exit === 'suspend');
    expect(runtimeOf(now, 'only').location).toBe('last words');
  });

  test('a course that ends by itself is judged by the mastery score, saved, and left', async () => {
    const { page, frame } = await open('one');
    await set(frame, 'cmi.core.score.raw', '79');
    await set(frame, 'cmi.core.lesson_status', 'completed');
    await frame.evaluate("finish('')");
    await page.waitForURL(/\/launch\/exit\/message/);
    expect(await look(courseway, registration)).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'FAILED', score: { scaled: 79 } });
  });

  test('old content that finishes on every page of its own goes on with the same data', async () => {
    const { page, frame } = await open('pages');
    await set(frame, 'cmi.core.lesson_location', 'p1');
    await set(frame, 'cmi.core.lesson_status', 'incomplete');
    await frame.getByRole('link', { name: 'on' }).click();
    const second = await courseFrame(page, '/p2.html');
    expect(await seen(second)).toMatchObject({ lesson_location: 'p1', lesson_status: 'incomplete' });
    expect(await set(second, 'cmi.core.lesson_location', 'p2')).toBe('true');
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect(runtimeOf(await look(courseway, registration), 'only').location).toBe('p2');
  });

  test('the exit button saves what the course says while it goes', async () => {
    const { page, frame } = await open('one');
    await set(frame, 'cmi.core.lesson_location', 'half way');
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect(runtimeOf(await look(courseway, registration), 'only')).toMatchObject({ location: 'half way', exit: 'suspend' });
  });

  test('opened again elsewhere, the first window says so and stops', async () => {
    const first = await open('one');
    await reopen();
    await set(first.frame, 'cmi.core.lesson_status', 'incomplete');
    await until(() => first.page.getByRole('alert').textContent().catch(() => ''), (text) => text?.includes('open in another place') ?? false);
  });

  test('the same link in a second tab: the newest tab goes on alone', async () => {
    await register(courseway, 'one', registration);
    const link = await launchLink(courseway, registration);
    const [first, second] = [await context.newPage(), await context.newPage()];
    await first.goto(link);
    await set(await courseFrame(first), 'cmi.core.lesson_location', 'from the first tab');
    await second.goto(link);
    const frame = await courseFrame(second);
    await first.getByRole('heading', { name: 'open in another place' }).waitFor();
    await set(frame, 'cmi.core.lesson_location', 'from the second tab');
    await frame.evaluate("api.LMSCommit('')");
    await until(() => look(courseway, registration), (now) => runtimeOf(now, 'only').location === 'from the second tab');
  });

  test('several units: contents by keyboard, next and back, marks, and the place is remembered', async () => {
    const { page, frame } = await open('four');
    const contents = page.getByRole('navigation', { name: 'Contents' });
    expect(await contents.locator('[aria-current]').textContent()).toContain('Alpha');
    expect(await contents.getByRole('button', { name: /Delta/ }).textContent()).toContain('recommended later');
    await set(frame, 'cmi.core.lesson_status', 'completed');
    await until(() => contents.getByRole('button', { name: /Alpha/ }).textContent(), (text) => text?.includes('completed') ?? false);
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await (await courseFrame(page, '/b.html')).locator('h1').textContent()).toBe('b');
    await contents.getByRole('button', { name: /Gamma/ }).focus();
    await page.keyboard.press('Enter');
    await courseFrame(page, '/c.html');
    await until(() => contents.locator('[aria-current]').textContent(), (text) => text?.includes('Gamma') ?? false);
    await contents.getByRole('button', { name: /Basics/ }).click();
    expect(await contents.getByRole('button', { name: /Alpha/ }).isVisible()).toBe(false);
    await set(await courseFrame(page, '/c.html'), 'cmi.core.lesson_location', 'here');
    await page.goto('about:blank');
    await until(() => look(courseway, registration), (now) => runtimeOf(now, 'c').location === 'here');
    await reopen().then(({ frame: again }) => expect(again.url()).toContain('/c.html'));
  });

  test('a unit that ends when it is done leads on; one that is not done asks', async () => {
    const { page, frame } = await open('four');
    await set(frame, 'cmi.core.lesson_status', 'passed');
    await frame.evaluate("finish('')");
    const second = await courseFrame(page, '/b.html');
    await set(second, 'cmi.core.lesson_status', 'incomplete');
    await second.evaluate("finish('')");
    const panel = page.getByRole('heading', { name: 'This part is closed' });
    await panel.waitFor();
    await page.locator('.panel').getByRole('button', { name: 'Next' }).click();
    await courseFrame(page, '/c.html');
    expect(await panel.count()).toBe(0);
  });
});
