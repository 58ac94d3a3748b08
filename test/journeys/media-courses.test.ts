import { readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, until } from '../support/browser';
import { brokenMp4, silentMp3, tinyPdf } from '../support/make/media-files';
import { courseFrame } from './chromium';
import { launchLink, look, register } from './learner';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Records two seconds of a changing canvas as an MP4 film. */
const film = `new Promise((resolve, reject) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
  const paint = canvas.getContext('2d');
  let hue = 0;
  const timer = setInterval(() => { paint.fillStyle = 'hsl(' + (hue += 7) + ' 80% 40%)'; paint.fillRect(0, 0, 160, 90); }, 40);
  const type = ['video/mp4;codecs=avc1.42E01E', 'video/mp4;codecs=vp9', 'video/mp4'].find((one) => MediaRecorder.isTypeSupported(one));
  if (!type) reject(new Error('this browser records no MP4'));
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: type });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = async () => { clearInterval(timer); const bytes = new Uint8Array(await new Blob(parts).arrayBuffer()); let text = ''; for (const byte of bytes) text += String.fromCharCode(byte); resolve(btoa(text)); };
  recorder.start();
  setTimeout(() => recorder.stop(), 2000);
})`;

inChromium('a file as a course', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  beforeAll(async () => {
    courseway = await bootCourseway();
    browser = await TestBrowser.open();
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  async function importFile(courseId: string, type: string, name: string, data: Buffer, title: string): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(data)], { type }), name);
    form.append('contentMetadata', JSON.stringify({ title, description: 'What it is about' }));
    const started = await courseway.api(`/courses/importJobs/upload?courseId=${courseId}`, { method: 'POST', body: form, headers: { uploadedContentType: type } });
    if (!started.ok) throw new Error(await started.text());
    const { result } = (await started.json()) as { result: string };
    const job = await until(async () => (await (await courseway.api(`/courses/importJobs/${result}`)).json()) as { status: string; message: string }, ({ status }) => status !== 'RUNNING');
    expect(job).toMatchObject({ status: 'COMPLETE' });
  }

  async function open(courseId: string, id: string, options: { colorScheme?: 'light' | 'dark'; width?: number; locale?: string } = {}): Promise<{ page: Page; frame: Frame }> {
    await register(courseway, courseId, id);
    const page = await browser.newPage({ colorScheme: options.colorScheme ?? 'light', viewport: { width: options.width ?? 1000, height: 700 }, locale: options.locale ?? 'en', bypassCSP: true });
    await page.goto(await launchLink(courseway, id));
    return { page, frame: await courseFrame(page) };
  }

  async function violations(frame: Frame): Promise<string[]> {
    await frame.addScriptTag({ content: axe });
    return (await frame.evaluate(`axe.run({ exclude: ['iframe'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations.map(({ id, nodes }) => id + ' ' + nodes.map((node) => node.html).join(' | ')))`)) as string[];
  }
  const shot = async (page: Page, name: string) => process.env['SHOTS'] && (await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` }));

  test('a document is shown and is done when it is opened', async () => {
    await importFile('pdf', 'application/pdf', 'rules.pdf', tinyPdf(), 'House rules');
    const { page, frame } = await open('pdf', 'reader');
    await frame.getByRole('heading', { name: 'House rules' }).waitFor();
    await until(() => look(courseway, 'reader'), ({ registrationCompletion }) => registrationCompletion === 'COMPLETED');
    expect(await violations(frame)).toEqual([]);
    await shot(page, 'media-pdf');
  }, 60_000);

  test('a recording is done when its end is heard, and not before', async () => {
    await importFile('mp3', 'audio/mpeg', 'talk.mp3', silentMp3(3), 'A talk');
    const { page, frame } = await open('mp3', 'listener', { colorScheme: 'dark', width: 320, locale: 'de' });
    await frame.locator('audio').waitFor();
    expect(await violations(frame)).toEqual([]);
    await shot(page, 'media-mp3');
    await frame.evaluate('document.querySelector("audio").muted = true, document.querySelector("audio").play()');
    await until(() => look(courseway, 'listener'), ({ registrationCompletion }) => registrationCompletion === 'INCOMPLETE');
    await until(() => look(courseway, 'listener'), ({ registrationCompletion }) => registrationCompletion === 'COMPLETED');
    expect(await frame.locator('#note').textContent()).toMatch(/\S/);
  }, 60_000);

  test('a film plays to its end, fits the window, and says in words when it cannot be played', async () => {
    const recorder = await browser.newPage();
    await recorder.goto(`${courseway.publicUrl}/docs`);
    const bytes = await until(async () => Buffer.from((await recorder.evaluate(film)) as string, 'base64'), (made) => made.subarray(4, 8).toString() === 'ftyp' && made.length > 1000); // a busy machine may paint nothing
    await importFile('mp4', 'video/mp4', 'tour.mp4', bytes, 'A tour');
    const { page, frame } = await open('mp4', 'viewer');
    await until(() => frame.evaluate('document.querySelector("video").readyState'), (state) => Number(state) >= 1);
    expect(await violations(frame)).toEqual([]);
    expect(await frame.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await frame.evaluate('document.querySelector("video").muted = true, document.querySelector("video").play()');
    await until(() => look(courseway, 'viewer'), ({ registrationCompletion }) => registrationCompletion === 'COMPLETED');
    await shot(page, 'media-mp4');
    await importFile('broken', 'video/mp4', 'broken.mp4', brokenMp4(), 'A broken film');
    const { frame: broken } = await open('broken', 'unlucky');
    await until(() => broken.locator('#note').textContent(), (text) => /\S/.test(text ?? ''));
    expect(await broken.getByRole('link').isVisible()).toBe(true);
    expect((await look(courseway, 'unlucky')).registrationCompletion).not.toBe('COMPLETED');
  }, 60_000);
});
