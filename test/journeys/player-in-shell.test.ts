import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Frame, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { download, launch, post } from '../support/dispatching';
import { inChromium, openChromium, until } from '../support/browser';
import { importCourse } from './learner';
import { oneUnit } from './make-course';

/** Makes any page frame the player and keep what it is told, as the dispatch shell does. */
const framing = (playUrl: string) => `(() => {
  window.log = [];
  addEventListener('message', ({ origin, data, ports }) => {
    if (!data || data.courseway !== 'player') return;
    log.push({ kind: 'hello', origin, rev: data.rev, v: data.v });
    window.port = ports[0];
    port.onmessage = (message) => log.push(message.data);
  });
  document.body.innerHTML = '<iframe src="${playUrl}" width="800" height="500"></iframe>';
})()`;

interface Told {
  kind: string;
  rev?: number;
  id?: string;
  origin?: string;
  v?: number;
}

inChromium('the player inside the dispatch shell', () => {
  let courseway: Booted;
  let browser: Browser;
  let page: Page;
  let dispatch = { d: '', k: '' };
  let strangerUrl = '';
  const stranger = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<title>stranger</title>'));

  beforeAll(async () => {
    courseway = await bootCourseway();
    browser = await openChromium();
    await importCourse(courseway, 'one', oneUnit());
    await courseway.api('/dispatch/destinations', { method: 'POST', body: { destinations: [{ id: 'client', data: { name: 'Client' } }] } });
    const made = await courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id: 'licence', data: { destinationId: 'client', courseId: 'one' } }] } });
    if (!made.ok) throw new Error(await made.text());
    dispatch = await download(courseway, 'licence');
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    strangerUrl = `http://stranger.test:${(stranger.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
    stranger.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(() => page.close());

  async function frameOn(address: string) {
    const answer = await launch(courseway, dispatch, { id: randomUUID() });
    expect(answer.result).toBe('welcome');
    await page.goto(address);
    await page.evaluate(framing(answer.playUrl));
    const find = () => page.frames().find((frame) => frame.url().includes('/content/'));
    await until(() => find() !== undefined, Boolean);
    await until(() => (find() as Frame).evaluate('typeof seen'), (type) => type === 'object');
    return { answer, course: find() as Frame };
  }
  const log = () => page.evaluate('log') as Promise<Told[]>;
  const told = (kind: string) => until(log, (entries) => entries.some((entry) => entry.kind === kind)).then((entries) => entries.filter((entry) => entry.kind === kind));

  test('says hello with a port, tells changes by revision, flushes when asked, and asks to leave', async () => {
    const { answer, course } = await frameOn(`${courseway.publicUrl}/livez`);
    expect(await told('hello')).toEqual([{ kind: 'hello', origin: courseway.contentUrl, rev: answer.state.rev, v: 1 }]);
    await course.evaluate("set('cmi.core.score.raw', '90'); set('cmi.core.lesson_status', 'passed')");
    const relayed = await until(() => post(courseway, `/api/d/${dispatch.d}/relay`, { token: answer.token, wait: 0 }), ({ state }) => state.status === 'passed');
    expect(relayed.state.score).toMatchObject({ raw: '90' });
    expect((await until(log, (entries) => entries.some(({ kind, rev }) => kind === 'changed' && (rev ?? 0) >= relayed.state.rev))).length).toBeGreaterThan(1);
    await course.evaluate("set('cmi.core.lesson_location', 'p9')");
    await page.evaluate("port.postMessage({ kind: 'flush', id: 'f1' })");
    const [flushed] = await told('flushed');
    expect(flushed).toMatchObject({ id: 'f1' });
    const after = await post(courseway, `/api/d/${dispatch.d}/relay`, { token: answer.token, wait: 0 });
    expect(after.state).toMatchObject({ location: 'p9', rev: flushed?.rev });
    await page.frameLocator('iframe').getByRole('button', { name: 'Exit' }).click();
    await told('exit');
    expect(page.url()).toBe(`${courseway.publicUrl}/livez`);
  });

  test('tells when the line is dead and when it is back', async () => {
    const { course } = await frameOn(`${courseway.publicUrl}/livez`);
    await page.route('**/commits', (route) => route.abort());
    await course.evaluate("set('cmi.core.lesson_status', 'incomplete')");
    await told('offline');
    await page.unroute('**/commits');
    await until(log, (entries) => entries.at(-1)?.kind === 'saved' || (entries.at(-2)?.kind === 'saved' && entries.at(-1)?.kind === 'changed'));
  });

  test('stops with words when the shell says so', async () => {
    await frameOn(`${courseway.publicUrl}/livez`);
    await page.evaluate("port.postMessage({ kind: 'stop', reason: 'opened-elsewhere' })");
    await page.frameLocator('iframe').getByRole('heading', { name: 'The course is open in another place' }).waitFor();
    await until(() => page.frames().every((frame) => !frame.url().includes('/content/')), Boolean);
  });

  test('a page of another origin that frames the player gets no port', async () => {
    const { course } = await frameOn(strangerUrl);
    await course.evaluate("set('cmi.core.lesson_status', 'completed')");
    await page.frameLocator('iframe').getByRole('status').filter({ hasText: 'Saved' }).waitFor();
    expect(await log()).toEqual([]);
  });
});
