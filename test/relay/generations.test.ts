import { packageVersion } from '../../templates/dispatch-package/package-version.rules';
import { type Lms, startLms } from '../lms/start-lms';
import { inChromium, until } from '../support/browser';
import { configOf, type Dispatched, RelayWorld, recorded } from './dispatch-in-lms';
import { hashOf, keepGeneration, readGeneration, readGenerations, templateOf, zipOfGeneration } from './package-generations';

const numbers = Object.keys(readGenerations());

describe('generations of the dispatch package', () => {
  test.each(numbers)('the files of generation %s are those that were kept', (number) => {
    expect(hashOf(readGeneration(number))).toBe(readGenerations()[number]?.sha256);
  });
});

inChromium('a package in the field', () => {
  let world: RelayWorld;
  const lmss: Lms[] = [];
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(async () => {
    await world.tidy();
    await Promise.all(lmss.splice(0).map((lms) => lms.close()));
  });
  afterAll(() => world?.stop());

  /** The dispatch with a package of an earlier generation in an LMS of its own. */
  async function imported(number: string, wanted: Parameters<RelayWorld['dispatchInLms']>[1] = {}): Promise<Dispatched> {
    const made = await world.dispatchInLms('moodle-like', wanted);
    const lms = await startLms('moodle-like', { zip: await zipOfGeneration(number, await configOf(made.zip)) });
    lmss.push(lms);
    return { ...made, lms, open: (learner, context) => world.open(lms, learner, context) };
  }

  test('the package that is built is the one kept under its number', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const files = await templateOf(made.zip, await configOf(made.zip));
    if (process.env['UPDATE'] === '1') keepGeneration(packageVersion, files);
    const known = readGenerations()[packageVersion];
    if (known?.sha256 === hashOf(files)) return;
    throw new Error(
      known?.released
        ? `The dispatch package changed, but generation ${packageVersion} is in clients' LMSs. Raise packageVersion in templates/dispatch-package/package-version.rules.ts, run npm run build, then UPDATE=1 npx jest test/relay/generations.`
        : `The dispatch package differs from the files kept as generation ${packageVersion}, which is not released yet. Run UPDATE=1 npx jest test/relay/generations, and commit test/fixtures/packages.`,
    );
  });

  test('a released generation cannot be written again', async () => {
    const [released] = Object.entries(readGenerations()).find(([, generation]) => generation.released) ?? [];
    expect(() => keepGeneration(released ?? '', new Map())).toThrow('may not be written again');
  });

  test.each(numbers)('generation %s: launch, bookmark, resume, pass', async (number) => {
    const made = await imported(number);
    const first = await made.open({ id: 'anna' });
    await first.press('bookmark');
    await recorded(made, 'anna', { lesson_location: 'page-3', lesson_status: 'incomplete' });
    await first.exit();
    const second = await made.open({ id: 'anna' });
    const course = await second.course();
    await until(() => course.textContent('#location'), (text) => text === 'page-3');
    await second.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
    await second.exit();
    expect(await made.rows()).toMatchObject([{ success: 'PASSED', score: 0.85 }]);
    await until(async () => (await made.rows())[0], (row) => row?.acked_rev === row?.rev);
    expect(second.seen.errors).toEqual([]);
  });

  test.each(numbers)('generation %s: a refusal in words, and nothing completed', async (number) => {
    const made = await imported(number, { dispatch: { enabled: false } });
    const visit = await made.open({ id: 'anna' });
    const shell = await visit.shell();
    await shell.waitForSelector('[role=alert] h1');
    expect(await shell.textContent('h1')).toBe('This course is switched off at the moment');
    await visit.page.goto(`${made.lms.origin}/lms/elsewhere`);
    await recorded(made, 'anna', { lesson_status: 'incomplete' });
    expect(await made.rows()).toEqual([]);
  });

  test.each(numbers)('generation %s: the course in a window of its own', async (number) => {
    const made = await imported(number, { settings: { launchMode: 'popup' } });
    const visit = await made.open({ id: 'anna' });
    const page = await visit.package();
    await page.waitForSelector('.rd1-primary');
    const [popup] = await Promise.all([visit.page.waitForEvent('popup'), page.click('.rd1-primary')]);
    const course = await until(() => popup.frames().find((frame) => frame.url().includes('/content/')));
    await course?.click('#pass85');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
  });
});
