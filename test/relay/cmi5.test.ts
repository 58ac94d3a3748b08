import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { leftToSay, type Verb } from '../../src/dispatch/cmi5/statements.rules';
import { OutgoingHttp } from '../../src/platform/http-client/outgoing-http';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until, watch } from '../support/browser';
import { Cmi5Lms, structureFaults } from '../support/cmi5-lms';
import { moveClock } from '../support/dispatching';
import { exportDispatch, type Exported } from '../support/exporting';
import { readZip } from '../support/read-zip';

let courseway: Booted;
let lms: Cmi5Lms;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
});
beforeEach(async () => {
  lms = await Cmi5Lms.start();
});
afterEach(() => lms.close());
afterAll(() => courseway?.close());

async function imported(wanted: Parameters<typeof exportDispatch>[2] = {}): Promise<Exported> {
  const made = await exportDispatch(courseway, 'CMI5', wanted);
  await lms.import(made.zip);
  return made;
}
const open = (url: string, headers: Record<string, string> = {}) => fetch(url, { redirect: 'manual', headers: { 'accept-language': 'en', ...headers } });
const enter = async (url: string): Promise<string> => {
  const answer = await open(url);
  if (answer.status !== 303) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.headers.get('location') ?? '';
};
const report = (playUrl: string, revision: number, cmi: Record<string, string>, more: object = {}) =>
  fetch(`${playUrl}/commits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ activityId: 'ITEM-1', revision, cmi, seconds: 65 * revision, ...more }) });
const pass = { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85' };
const said = (learner: string) => lms.statements.get(learner) ?? [];
const hear = (learner: string, wanted: string[], waitMs?: number) => until(() => said(learner), (now) => JSON.stringify(now) === JSON.stringify(wanted), waitMs);
/** All sessions end, as they do when a learner leaves without a word. */
async function later(look: () => unknown): Promise<void> {
  const putBack = moveClock(courseway, 13 * 3_600_000);
  try {
    await until(look, Boolean);
  } finally {
    putBack();
  }
}

test('the course structure is valid by the schema of cmi5, and says what counts as done and where it opens', async () => {
  const structure = async (settings: object, title?: string) => (await readZip((await exportDispatch(courseway, 'CMI5', { settings, ...(title ? { title } : {}) })).zip)).get('cmi5.xml')?.toString('utf8') ?? '';
  const plain = await structure({ language: 'de' }, 'A & B <"1"> شرح 🎓');
  expect(await structureFaults(plain)).toEqual([]);
  expect(await structureFaults(plain.replace('moveOn="CompletedOrPassed"', 'moveOn="Perhaps"'))).not.toEqual([]);
  expect(plain).toContain('lang="de"');
  expect(plain).not.toContain('masteryScore');
  expect(await structure({ statusMap: 'completedOnly', launchMode: 'popup' })).toContain('moveOn="Completed" launchMethod="OwnWindow"');
  expect(await structure({ statusMap: 'passedOnly' })).toContain('moveOn="Passed" launchMethod="AnyWindow"');
});

test('two downloads differ in their key alone', async () => {
  const made = await imported();
  const [one, two] = [made.zip, await made.download()].map(async (zip) => (await readZip(zip)).get('cmi5.xml')?.toString('utf8') ?? '');
  expect(await one).not.toBe(await two);
  expect((await one)?.replace(/<url>.*<\/url>/, '')).toBe((await two)?.replace(/<url>.*<\/url>/, ''));
});

test('a launch opens the player in the learner’s language; initialized is said, and the pointer is kept; the learner is known again', async () => {
  const made = await imported({ dispatch: { registrationCap: 1 } });
  const playUrl = await enter(lms.launch('anna', { language: 'de-AT,en' }));
  expect(await (await fetch(playUrl)).text()).toContain('lang="de"');
  await hear('anna', ['initialized']);
  expect(await made.registrations()).toMatchObject([{ learner: { id: 'https://lms.example::anna', firstName: 'Anna', lastName: 'Lee' } }]);
  await enter(lms.launch('anna'));
  expect(await made.registrations()).toHaveLength(1);
  const full = await open(lms.launch('ben'));
  expect([full.status, await full.text()]).toEqual([403, expect.stringContaining('All places are taken')]);
  const other = await open(lms.launch('anna', { homePage: 'https://other.example' }));
  expect(other.status).toBe(403); // the same name in another system is somebody else
  const bare = await open(lms.au.url);
  expect([bare.status, await bare.text()]).toEqual([403, expect.stringContaining('We cannot tell who you are')]);
  await made.change({ enabled: false });
  expect((await open(lms.launch('anna'), { 'accept-language': 'de' })).status).toBe(403);
  expect(lms.faults.filter((fault) => !fault.includes('403') && !/abandoned/.test(fault))).toEqual([]);
});

test('a launch that was used before is refused, but a reload goes on with its session', async () => {
  await imported();
  const launch = lms.launch('anna');
  expect((await fetch(launch, { method: 'HEAD' })).status).toBe(200); // looks, and uses nothing up
  const first = await enter(launch);
  await hear('anna', ['initialized']);
  const second = await enter(launch);
  expect(second).not.toBe(first);
  await report(second, 1, pass);
  await hear('anna', ['initialized', 'completed', 'passed 0.85']);
  await later(() => said('anna').includes('terminated'));
  const used = await open(launch);
  expect([used.status, await used.text()]).toEqual([401, expect.stringContaining('could not be recognised')]);
  expect(lms.faults).toEqual(['a token was asked for by POST, or again']);
});

test('results become statements in their order, each once, though the LMS is away for a while and loses answers', async () => {
  await imported();
  const playUrl = await enter(lms.launch('anna'));
  await hear('anna', ['initialized']);
  lms.isAway = true;
  await report(playUrl, 1, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '40' });
  await report(playUrl, 2, pass);
  await until(() => lms.turnedAway, (count) => count > 0);
  lms.losesAnswers = 1;
  lms.isAway = false;
  await hear('anna', ['initialized', 'completed', 'passed 0.85'], 60_000);
  expect(lms.repeated).toBe(1);
  expect(lms.isSatisfied('anna')).toBe(true);
  await later(() => said('anna').at(-1) === 'terminated');
  expect(lms.faults).toEqual([]);
}, 90_000);

test('a failed attempt is told at the end of its session; the next session may pass; what was said once stays said', async () => {
  await imported();
  const first = await enter(lms.launch('anna'));
  await report(first, 1, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '40' });
  await hear('anna', ['initialized', 'completed']);
  await later(() => said('anna').includes('terminated'));
  expect(said('anna')).toEqual(['initialized', 'completed', 'failed 0.4', 'terminated']);
  const second = await enter(lms.launch('anna'));
  await report(second, 1, pass);
  await until(() => said('anna').at(-1), (last) => last === 'passed 0.85');
  await later(() => said('anna').at(-1) === 'terminated');
  const third = await enter(lms.launch('anna'));
  await report(third, 1, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '10' });
  await later(() => said('anna').length === 9);
  expect(said('anna').slice(4)).toEqual(['initialized', 'passed 0.85', 'terminated', 'initialized', 'terminated']);
  expect(lms.faults).toEqual([]);
});

test('Browse and Review say nothing of results; a mastery score is never contradicted; a new enrolment is told anew', async () => {
  await imported();
  const browsing = await enter(lms.launch('cem', { mode: 'Browse' }));
  await report(browsing, 1, pass);
  await later(() => said('cem').includes('terminated'));
  expect(said('cem')).toEqual(['initialized', 'terminated']);
  const strict = await enter(lms.launch('dora', { masteryScore: 0.9 }));
  await report(strict, 1, pass);
  await hear('dora', ['initialized', 'completed', 'passed']); // the course passed with less than the LMS asks for: the verdict counts, the score is not named
  lms.enrolAnew('dora');
  await enter(lms.launch('dora'));
  const ended = () => said('dora').filter((word) => word === 'terminated').length;
  await until(() => said('dora').length, (count) => count > 3);
  await later(() => ended() === 2); // both sessions, or the next launch abandons one
  const reviewing = await enter(lms.launch('dora', { mode: 'Review' }));
  expect(reviewing).toMatch(/\/play\//);
  await until(() => said('dora').at(-1), (last) => last === 'initialized');
  await later(() => ended() === 3);
  expect(lms.faults).toEqual([]);
});

test('an LMS that refuses a session is not asked for ever, and tokens do not stay', async () => {
  await imported();
  const playUrl = await enter(lms.launch('anna'));
  await hear('anna', ['initialized']);
  lms.launch('anna'); // opened elsewhere and never arrived: the LMS has abandoned our session
  await report(playUrl, 1, pass);
  await until(() => lms.faults.length, (count) => count === 1);
  const unit = courseway.get(UnitOfWork);
  const rows = () => unit.run(() => unit.query<{ sealed_service: string | null; last_error: string | null }>('SELECT sealed_service, last_error FROM lms_sessions ORDER BY created_at DESC, lms_session_key DESC LIMIT 1'));
  await until(rows, ([row]) => row?.sealed_service === null);
  expect((await rows())[0]?.last_error).toContain('403');
  const again = await enter(lms.launch('anna')); // the next launch makes up for it
  expect(again).toMatch(/\/play\//);
  await hear('anna', ['initialized', 'initialized', 'completed', 'passed 0.85']);
  const stored = JSON.stringify(await unit.run(() => unit.query('SELECT * FROM lms_sessions')));
  for (const secret of ['Basic', Buffer.from('anna:').toString('base64').slice(0, 6), 'homePage']) expect(stored).not.toContain(secret);
});

test('endpoints and fetch addresses on private networks are refused, and no request arrives', async () => {
  const hits: string[] = [];
  const server = createServer((_, response) => response.end('{}'));
  server.on('connection', (socket) => hits.push(String(socket.localAddress)));
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '::' }, resolve));
  const { port } = server.address() as AddressInfo;
  const strict = await bootCourseway();
  strict.get(OutgoingHttp).resolveName = (host, _, done) => done(null, [{ address: host === 'lms.private.example' ? '10.0.0.5' : '127.0.0.1', family: 4 }]);
  try {
    const made = await exportDispatch(strict, 'CMI5');
    await lms.import(made.zip);
    for (const host of ['169.254.169.254', 'localhost', '127.0.0.1', '[::1]', 'lms.private.example']) {
      const answer = await open(lms.launch('anna', { endpoint: `http://${host}:${port}/lrs/`, fetch: `http://${host}:${port}/fetch` }));
      expect([host, answer.status, await answer.text()]).toEqual([host, 403, expect.stringContaining('cannot be used')]);
    }
    expect(hits).toEqual([]);
  } finally {
    await strict.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await imported({ settings: { allowedOrigins: [lms.address], originMode: 'enforce' } });
  expect((await open(lms.launch('anna', { endpoint: 'https://elsewhere.example/lrs/' }))).status).toBe(403);
  await enter(lms.launch('anna'));
});

describe('what is left to say', () => {
  const launch = (masteryScore?: number) => ({ contextTemplate: {}, launchMode: 'Normal' as const, ...(masteryScore === undefined ? {} : { masteryScore }) });
  const say = (outcome: Parameters<typeof leftToSay>[2], { said: now = [], before = [], ended = true, mastery }: { said?: Verb[]; before?: Verb[]; ended?: boolean; mastery?: number } = {}) =>
    leftToSay(new Set(now), new Set(before), outcome, launch(mastery), ended).map(({ verb, scaled }) => (scaled === undefined ? verb : `${verb} ${scaled}`));

  test.each<[string, Parameters<typeof say>, string[]]>([
    ['nothing yet', [{ status: 'incomplete', isComplete: false, score: 0.5 }], ['initialized', 'terminated']],
    ['passed but not completed', [{ status: 'passed', isComplete: false, score: 0.85 }], ['initialized', 'passed 0.85', 'terminated']],
    ['completed without a verdict has no score', [{ status: 'completed', isComplete: true, score: 0.85 }], ['initialized', 'completed', 'terminated']],
    ['failed as incomplete', [{ status: 'incomplete', isComplete: true, score: 0.2 }], ['initialized', 'terminated']],
    ['no verdict, but a mastery score that is reached', [{ status: 'completed', isComplete: true, score: 0.85 }, { mastery: 0.8 }], ['initialized', 'completed', 'passed 0.85', 'terminated']],
    ['no verdict, and a mastery score that is not', [{ status: 'completed', isComplete: true, score: 0.5 }, { mastery: 0.8 }], ['initialized', 'completed', 'failed 0.5', 'terminated']],
    ['failed waits for the end', [{ status: 'failed', isComplete: true, score: 0.2 }, { ended: false }], ['initialized', 'completed']],
    ['a verdict of another kind in the same session', [{ status: 'passed', isComplete: true, score: 1 }, { said: ['initialized', 'failed'] }], ['completed', 'terminated']],
    ['scores beyond the scale', [{ status: 'passed', isComplete: true, score: 1.5 }], ['initialized', 'completed', 'passed 1', 'terminated']],
  ])('%s', (_, values, wanted) => {
    expect(say(...values)).toEqual(wanted);
  });
});

inChromium('in an LMS', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.open();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser?.close());

  test('the course runs in the frame of the LMS, completed and passed arrive, Exit says terminated and leads back, and the next launch resumes', async () => {
    const made = await imported();
    const context = await browser.newContext();
    const seen = watch(context);
    const page = await context.newPage();
    await page.goto(lms.pageFor('anna'));
    const course = await frameWith(page, '/content/');
    await course.click('#pass85');
    await until(() => said('anna'), (now) => now.includes('passed 0.85'));
    expect(lms.isSatisfied('anna')).toBe(true);
    await (await frameWith(page, '/play/')).click('.exit');
    await (await frameWith(page, '/returned')).waitForSelector('h1');
    await until(() => said('anna').at(-1), (last) => last === 'terminated');
    expect(said('anna')).toEqual(['initialized', 'completed', 'passed 0.85', 'terminated']);
    await page.goto(lms.pageFor('anna'));
    await frameWith(page, '/content/');
    await until(() => said('anna').length, (count) => count === 5);
    expect(await made.registrations()).toMatchObject([{ registrationSuccess: 'PASSED' }]);
    expect(seen.errors).toEqual([]);
    expect(lms.faults).toEqual([]);
    expect(seen.requests.filter(({ url }) => /\/lrs\/|\/fetch/.test(new URL(url).pathname))).toEqual([]);
  }, 90_000);

  test('a refused learner reads why in the frame of the LMS, and the LMS hears of nothing', async () => {
    const made = await imported();
    await made.change({ enabled: false });
    const page = await browser.newPage({ locale: 'ja-JP' });
    await page.goto(lms.pageFor('anna'));
    expect(await (await frameWith(page, '/cmi5/')).getAttribute('html', 'lang')).toBe('ja');
    expect(said('anna')).toEqual([]);
  });
});
