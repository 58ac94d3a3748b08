import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutgoingHttp } from '../../src/platform/http-client/outgoing-http';
import { RevokePackageKeys } from '../../src/dispatch/package/revoke-package-keys';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { AiccLms } from '../support/aicc-lms';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until, watch } from '../support/browser';
import { moveClock } from '../support/dispatching';
import { exportDispatch, type Exported } from '../support/exporting';
import { readZip } from '../support/read-zip';

let courseway: Booted;
let lms: AiccLms;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
});
beforeEach(async () => {
  lms = await AiccLms.start();
});
afterEach(() => lms.close());
afterAll(() => courseway?.close());

/** A dispatch, exported and imported into the LMS. */
async function imported(wanted: Parameters<typeof exportDispatch>[2] = {}): Promise<Exported> {
  const made = await exportDispatch(courseway, 'AICC', wanted);
  await lms.import(made.zip);
  return made;
}
const open = (url: string, headers: Record<string, string> = {}) => fetch(url, { redirect: 'manual', headers: { 'accept-language': 'en', ...headers } });
const enter = async (url: string): Promise<string> => {
  const answer = await open(url);
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
};
const report = (playUrl: string, revision: number, cmi: Record<string, string>) => fetch(`${playUrl}/commits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ activityId: 'ITEM-1', revision, cmi, seconds: 65 * revision }) });
const putsOf = (learner: string) => lms.log.filter((line) => line.startsWith(`putparam ${learner} `));
const record = (id: string) => lms.records.get(id);

test('the zip holds the four descriptor files; the identifiers stay, the key is another at each download', async () => {
  const made = await imported({ title: 'Fire & "safety",\nشرح' });
  expect(lms.title).toBe('Fire & ”safety”, شرح');
  const [one, two] = [await readZip(made.zip), await readZip(await made.download())];
  expect([...one.keys()]).toEqual(['course.crs', 'course.au', 'course.des', 'course.cst']);
  for (const name of ['course.crs', 'course.des', 'course.cst']) expect(one.get(name)).toEqual(two.get(name));
  expect(one.get('course.au')).not.toEqual(two.get('course.au'));
  expect(made.zip.length).toBeLessThan(4000);
});

test('a launch asks the LMS who it is, and opens the player; the learner is known again; caps, keys and switches hold', async () => {
  const made = await imported({ dispatch: { registrationCap: 1 } });
  const first = await open(lms.launch('anna'));
  expect([first.status, first.headers.get('location')?.startsWith(`${courseway.contentUrl}/play/`), first.headers.get('referrer-policy')]).toEqual([303, true, 'no-referrer']);
  await until(() => record('anna')?.kept, (kept) => kept?.startsWith('rd1.'));
  expect(record('anna')).toMatchObject({ status: 'Incomplete', score: '' });
  expect((await open(lms.launch('anna'))).status).toBe(303);
  expect(await made.registrations()).toMatchObject([{ learner: { id: 'anna', firstName: 'Anna', lastName: 'Lee' } }]);
  const full = await open(lms.launch('ben'));
  expect([full.status, await full.text()]).toEqual([403, expect.stringContaining('All places are taken')]);
  expect((await open(lms.launch(''))).status).toBe(403);
  const bare = await open(lms.launchUrl);
  expect([bare.status, await bare.text()]).toEqual([403, expect.stringContaining('We cannot tell who you are')]);
  lms.answers = [(response) => void response.writeHead(200).end('<html>sign in</html>')];
  const silent = await open(lms.launch('anna'), { 'accept-language': 'de' });
  expect([silent.status, await silent.text()]).toEqual([502, expect.stringContaining('antwortet nicht')]);
  const asked = lms.log.length;
  await made.change({ enabled: false });
  const off = await open(lms.launch('anna'), { 'accept-language': 'ar' });
  expect([off.status, await off.text()]).toEqual([403, expect.stringContaining('dir="rtl"')]);
  await made.change({ enabled: true });
  await courseway.get(RevokePackageKeys).run(courseway.applicationId, made.id);
  expect((await open(lms.launch('anna'))).status).toBe(410);
  expect((await open(lms.launch('anna').replace(/\/aicc\/\w+\/[\w-]+/, `/aicc/${'0'.repeat(26)}/${'k'.repeat(27)}`))).status).toBe(404);
  expect(lms.log.slice(asked).filter((line) => !/^putparam/.test(line))).toEqual([]); // whom the door refuses, the LMS is not asked about
  await lms.import(await made.download());
  expect((await open(lms.launch('anna'))).status).toBe(303);
  expect(lms.faults).toEqual([]);
});

test('without the pointer that the LMS keeps, nobody opens what another learner did', async () => {
  const made = await imported();
  await open(lms.launch('anna'));
  await until(() => record('anna')?.kept, (kept) => kept?.startsWith('rd1.'));
  await open(lms.launch('anna')); // shows the proof: this LMS keeps it
  await until(() => lms.log, (log) => log.includes('exitau anna') && putsOf('anna').length >= 2);
  expect(await made.registrations()).toHaveLength(1);
  Object.assign(record('anna') as object, { kept: '' });
  expect((await open(lms.launch('anna'))).status).toBe(303);
  expect(await made.registrations()).toHaveLength(2);
});

test('results go out in order, each once, and never back; an LMS that was away hears of them later', async () => {
  await imported();
  const playUrl = (await open(lms.launch('anna'))).headers.get('location') ?? '';
  await until(() => putsOf('anna').length, (count) => count === 1);
  lms.isAway = true;
  await report(playUrl, 1, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '40' });
  await report(playUrl, 2, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85' });
  await until(() => lms.turnedAway, (count) => count > 0);
  lms.isAway = false;
  await until(() => record('anna')?.score, (score) => score === '85', 60_000);
  expect(record('anna')).toMatchObject({ status: 'Passed', score: '85' });
  await report(playUrl, 3, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '10' });
  await report(playUrl, 4, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '95' });
  await until(() => record('anna')?.score, (score) => score === '95');
  expect(putsOf('anna')).toEqual(['putparam anna Incomplete', 'putparam anna Passed 85', 'putparam anna Passed 95']);
  expect(lms.faults).toEqual([]);
}, 90_000);

test('statusMap and failedAs are followed; what the LMS records by hand is left alone; browse mode is told nothing', async () => {
  await imported({ settings: { statusMap: 'completedOnly' } });
  const playUrl = (await open(lms.launch('anna'))).headers.get('location') ?? '';
  await report(playUrl, 1, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85' });
  await until(() => record('anna')?.status, (status) => status === 'Completed');
  await imported({ settings: { failedAs: 'incomplete' } });
  const second = (await open(lms.launch('ben'))).headers.get('location') ?? '';
  Object.assign(record('ben') as object, { status: 'Incomplete' });
  await report(second, 1, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '33.333' });
  await until(() => record('ben')?.score, (score) => score === '33.33');
  expect(record('ben')?.status).toBe('Incomplete');
  Object.assign(record('ben') as object, { status: 'Passed', score: '100' }); // an administrator
  const third = (await open(lms.launch('ben'))).headers.get('location') ?? '';
  await report(third, 1, { 'cmi.core.lesson_status': 'completed', 'cmi.core.score.raw': '50' });
  await until(() => putsOf('ben').at(-1), (line) => line === 'putparam ben Passed 100');
  lms.mode = 'Browse';
  const told = putsOf('ben').length;
  expect((await open(lms.launch('ben'))).status).toBe(303);
  const putBack = moveClock(courseway, 13 * 3_600_000); // by then every session is over
  try {
    await until(() => lms.log.filter((line) => line === 'exitau ben').length, (count) => count === 3);
  } finally {
    putBack();
  }
  expect(putsOf('ben').slice(told)).toEqual(['putparam ben Passed 100']); // of the session before
  expect(lms.faults).toEqual([]);
});

test('who leaves without a word has left ten minutes later: the LMS hears ExitAU once, and a reload is no farewell', async () => {
  await imported();
  const launch = lms.launch('anna');
  const playUrl = (await open(launch)).headers.get('location') ?? '';
  await until(() => putsOf('anna').length, Boolean);
  const beacon = (revision: number) => fetch(`${playUrl}/commits`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ activityId: 'ITEM-1', revision, cmi: { 'cmi.core.lesson_status': 'completed' }, seconds: 65, left: true }) });
  expect((await beacon(1)).status).toBe(200);
  const again = await open(launch); // the browser loads the address of the launch once more
  expect(again.status).toBe(303);
  await until(() => record('anna')?.status, (status) => status === 'Completed');
  expect(lms.log).not.toContain('exitau anna');
  const newest = again.headers.get('location') ?? '';
  await fetch(`${newest}/commits`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ activityId: 'ITEM-1', revision: 1, cmi: { 'cmi.core.lesson_status': 'completed' }, seconds: 90, left: true }) });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const putBack = moveClock(courseway, 660_000);
  try {
    await until(() => lms.log, (log) => log.includes('exitau anna'));
  } finally {
    putBack();
  }
  expect(lms.log.filter((line) => line === 'exitau anna')).toHaveLength(1);
  expect(record('anna')?.seconds).toBeGreaterThanOrEqual(65);
  expect(lms.faults).toEqual([]);
});

test('an LMS that tells no id is let in where that is allowed, and the pointer it keeps brings the learner back', async () => {
  const made = await imported({ settings: { allowAnonymous: true } });
  await enter(lms.launch(''));
  await until(() => record('')?.kept, (kept) => kept?.startsWith('rd1.'));
  await enter(lms.launch(''));
  expect(await made.registrations()).toMatchObject([{ learner: { id: expect.stringMatching(/^anonymous-/) } }]);
});

test('an LMS that does not answer is asked 200 times in ten minutes and not once more; who only looks at the address asks nobody', async () => {
  await imported();
  expect((await fetch(lms.launch('anna'), { method: 'HEAD' })).status).toBe(200);
  expect(lms.log).toEqual([]);
  lms.isAway = true;
  for (let i = 0; i < 21; i++) expect(new Set((await Promise.all(Array.from({ length: 10 }, () => open(lms.launch('anna'))))).map(({ status }) => status))).toEqual(new Set([502]));
  lms.isAway = false;
  expect(lms.turnedAway).toBe(200);
  expect((await open(lms.launch('anna'))).status).toBe(502);
  const putBack = moveClock(courseway, 660_000);
  try {
    expect((await open(lms.launch('anna'))).status).toBe(303);
  } finally {
    putBack();
  }
}, 60_000);

test('68. AICC_URL to 169.254.169.254, localhost and names of private addresses: refused in words, and no request arrives', async () => {
  const hits: string[] = [];
  const server = createServer((request, response) => response.end(request.url));
  server.on('connection', (socket) => hits.push(String(socket.localAddress)));
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '::' }, resolve));
  const { port } = server.address() as AddressInfo;
  const strict = await bootCourseway();
  const names: Record<string, string[]> = { 'lms.private.example': ['10.0.0.5'], 'lms.loop.example': ['127.0.0.1'], 'lms.both.example': ['169.254.169.254', '::1'] };
  strict.get(OutgoingHttp).resolveName = (host, _, done) => done(null, (names[host] ?? ['127.0.0.1']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  try {
    const made = await exportDispatch(strict, 'AICC', { settings: { support: 'Ask Kim' } });
    await lms.import(made.zip);
    const hosts = ['169.254.169.254', 'localhost', '127.0.0.1', '0x7f.1', '2130706433', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]', '10.0.0.5', '100.64.0.1', 'lms.private.example', 'lms.loop.example', 'lms.both.example'];
    for (const host of hosts) {
      const answer = await open(lms.launch('anna', 'Lee, Anna', { url: `http://${host}:${port}/hacp` }));
      expect([host, answer.status, await answer.text()]).toEqual([host, 403, expect.stringContaining('cannot be used')]);
    }
    const page = await (await open(lms.launch('anna', 'Lee, Anna', { url: `http://localhost:${port}/` }))).text();
    expect(page).toContain('Ask Kim');
    for (const url of [`ftp://127.0.0.1:${port}/`, `file:///etc/passwd`, `gopher://127.0.0.1:${port}/`]) expect([url, (await open(lms.launch('anna', 'Lee, Anna', { url }))).status]).toEqual([url, 403]);
    expect(await made.registrations()).toEqual([]);
    expect(hits).toEqual([]);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    expect(hits).toHaveLength(1); // the counter does count
  } finally {
    await strict.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('a destination that lists its sites refuses an LMS of another one, without a word to it', async () => {
  await imported({ settings: { allowedOrigins: ['https://lms.client.example'], originMode: 'enforce' } });
  const answer = await open(lms.launch('anna'));
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('cannot be opened from this site')]);
  expect(lms.log).toEqual([]);
  await imported({ settings: { allowedOrigins: [new URL(lms.hacpUrl).origin], originMode: 'enforce' } });
  expect((await open(lms.launch('anna'))).status).toBe(303);
});

test('every launch has a timeline: one that was refused before anything began, and one with what the LMS confirmed', async () => {
  const made = await imported();
  const timelines = async () => JSON.stringify(await (await courseway.api(`/dispatch/dispatches/${made.id}/launchTimelines`)).json());
  lms.answers = [(response) => void response.writeHead(500).end()];
  const page = await (await open(lms.launch('anna'))).text();
  const reference = />([0-9A-Z]{4}-[0-9A-Z]{4})</.exec(page)?.[1] ?? '';
  const one = async () => JSON.stringify(await (await courseway.api(`/dispatch/launchTimelines/${reference}`)).json());
  for (const word of ['aicc', 'lms-silent']) await until(one, (text) => text.includes(word));
  await enter(lms.launch('anna'));
  await until(timelines, (text) => text.includes('accepted'));
  await until(() => putsOf('anna').length, Boolean);
  const { launches: found } = JSON.parse(await timelines()) as { launches: { reference?: string; outcome?: string }[] };
  const accepted = found.find(({ outcome }) => outcome === 'accepted')?.reference ?? '';
  const told = await until(async () => JSON.stringify(await (await courseway.api(`/dispatch/launchTimelines/${accepted}`)).json()), (text) => text.includes('"ack"') || text.includes('committed'));
  expect(told).toContain('incomplete');
  expect(told).not.toContain('Lee');
  const confirmations = await until(async () => JSON.stringify(await (await courseway.api(`/dispatch/dispatches/${made.id}/confirmations`)).json()), (text) => text.includes('anna'));
  expect(confirmations).toContain('"confirmed"');
});

inChromium('in an LMS', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.open();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser?.close());

  test('the course runs in the frame of the LMS, status and score arrive, Exit ends the session, and the learner goes on where they were', async () => {
    const made = await imported();
    const context = await browser.newContext();
    const seen = watch(context);
    const page = await context.newPage();
    await page.goto(lms.pageFor('anna'));
    const course = await frameWith(page, '/content/');
    await course.click('#bookmark');
    await course.click('#pass85');
    await until(() => record('anna'), (now) => now?.status === 'Passed' && now.score === '85');
    expect(record('anna')?.location).not.toBe('');
    await (await frameWith(page, '/play/')).click('.exit');
    await (await frameWith(page, '/left/')).waitForSelector('h1');
    await until(() => lms.log, (log) => log.at(-1) === 'exitau anna');
    expect(record('anna')?.seconds).toBeGreaterThanOrEqual(0);
    await page.goto(lms.pageFor('anna'));
    await frameWith(page, '/content/');
    expect(await made.registrations()).toMatchObject([{ registrationSuccess: 'PASSED' }]);
    await page.goto('about:blank');
    expect(seen.errors).toEqual([]);
    expect(lms.faults).toEqual([]);
    expect(seen.requests.filter(({ url }) => url.includes('/hacp'))).toEqual([]); // no browser speaks with the LMS
  }, 90_000);

  test('a tab that is closed in the middle: what was done is told at once, and that the learner has left ten minutes later', async () => {
    await imported();
    const page = await browser.newPage();
    await page.goto(lms.pageFor('anna'));
    await (await frameWith(page, '/content/')).click('#pass85');
    await page.close({ runBeforeUnload: false });
    await until(() => record('anna')?.score, (score) => score === '85');
    const unit = courseway.get(UnitOfWork);
    await until(() => unit.run(() => unit.query<{ left_at: number | null }>('SELECT left_at FROM lms_sessions ORDER BY lms_session_key DESC LIMIT 1')), ([row]) => row?.left_at != null);
    expect(lms.log).not.toContain('exitau anna');
    const putBack = moveClock(courseway, 660_000);
    try {
      await until(() => lms.log.at(-1), (line) => line === 'exitau anna');
    } finally {
      putBack();
    }
    expect(lms.faults).toEqual([]);
  }, 60_000);

  test('a refused learner reads why in the frame of the LMS', async () => {
    const made = await imported();
    await made.change({ enabled: false });
    const page = await browser.newPage({ locale: 'fr-FR' });
    await page.goto(lms.pageFor('anna'));
    const refusal = await frameWith(page, '/aicc/');
    expect(await refusal.textContent('h1')).toContain('désactivé');
    expect(record('anna')?.status).toBe('Not attempted');
  });
});
