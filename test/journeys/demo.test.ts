import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { freePort } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until } from '../support/browser';
import { makeZip } from '../support/make/course-packages';

inChromium('npm run demo', () => {
  let demo: ChildProcess;
  let output = '';
  let browser: TestBrowser;
  const found = (pattern: RegExp) => pattern.exec(output)?.[1] ?? '';

  beforeAll(async () => {
    demo = spawn(process.execPath, [join(__dirname, '../../scripts/demo.mjs')], { env: { ...process.env, PORT: String(await freePort()) }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [demo.stdout, demo.stderr]) stream?.on('data', (text) => (output += text));
    browser = await TestBrowser.open();
    await until(() => output, (text) => text.includes('Ctrl-C') || demo.exitCode !== null, 120_000);
  }, 150_000);
  afterAll(async () => {
    await browser.close();
    if (demo.exitCode === null) demo.kill('SIGKILL');
  });

  async function openCourse(page: Page): Promise<Frame> {
    await page.click('#open');
    const course = await frameWith(page, '/content/');
    await until(() => course.isVisible('#next'));
    return course;
  }
  const kept = (page: Page) => page.textContent('#record');

  test('shows a course in the practice LMS, and its result there and at the gateway', async () => {
    const page = await browser.newPage();
    await page.goto(found(/Practice LMS +(\S+)/));
    const course = await openCourse(page);
    for (let i = 0; i < 4; i++) await course.click('#next');
    for (const [name, value] of [['q0', 'b'], ['q1', 'a'], ['q2', 'c'], ['q3', 'b']]) await course.check(`input[name=${name}][value=${value}]`);
    await course.click('#quiz button');
    await until(() => kept(page), (text) => /Status\s*passed.*Score\s*100 \(of 0 to 100\)/.test(text ?? ''));
    expect(await page.textContent('#calls')).toContain('LMSSetValue("cmi.core.lesson_status", "passed")');
    expect(await page.locator('#calls .refused').allInnerTexts()).toEqual([]);
    const answer = await fetch(`${found(/API +(\S+)/)}/registrations`, { headers: { authorization: `Basic ${Buffer.from(found(/Key +(\S+)/)).toString('base64')}` } });
    expect(await answer.json()).toMatchObject({ registrations: [{ registrationSuccess: 'PASSED', score: { scaled: 100 } }, { learner: { email: 'sam@learner.example' } }] });

    await page.click('#close');
    await until(() => page.textContent('#session'), (text) => text === 'finished');
    const again = await openCourse(page);
    await until(() => again.textContent('#place'), (text) => text === 'Page 5 of 5');
    await page.selectOption('#learner', 'bilal.haddad');
    expect(await kept(page)).toContain('Nothing yet');
  });

  test('lets somebody join by the public link, and shows the mail to the learner who was invited', async () => {
    const page = await browser.newPage({ httpCredentials: { username: found(/Key +([^:\s]+):/), password: found(/Key +[^:\s]+:(\S+)/) } });
    await page.goto(found(/Public link +(\S+)/));
    for (const [name, value] of [['firstName', 'Mia'], ['lastName', 'Sato'], ['email', 'mia@learner.example']]) await page.fill(`input[name=${name}]`, value ?? '');
    await page.click('main form button');
    await frameWith(page, '/content/');
    const mailbox = await until(async () => {
      await page.goto(found(/Mailbox +(\S+)/));
      return page.textContent('main');
    }, (text) => text?.includes('sam@learner.example'));
    expect(mailbox).toContain('sam@learner.example');
  });

  test.each(['light', 'dark'] as const)('has nothing for axe in %s', async (colorScheme) => {
    const page = await browser.newPage({ colorScheme });
    await page.goto(found(/Practice LMS +(\S+)/));
    await openCourse(page);
    await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    expect(await page.evaluate('axe.run().then((seen) => seen.violations.map((fault) => fault.id + " " + fault.nodes.map((node) => node.html + node.any.map((check) => check.message)).join()))')).toEqual([]);
  });

  test('imports another package, and says why it does not', async () => {
    const page = await browser.newPage();
    await page.goto(found(/Practice LMS +(\S+)/));
    const manifest = (version: string) => `<manifest identifier="OTHER" xmlns:adlcp="a"><metadata><schemaversion>${version}</schemaversion></metadata><organizations><organization><title>Another</title></organization></organizations><resources><resource adlcp:scormtype="sco" href="index.html"/></resources></manifest>`;
    const upload = async (version: string) => page.setInputFiles('#zip', { name: 'other.zip', mimeType: 'application/zip', buffer: await makeZip([{ name: 'imsmanifest.xml', data: manifest(version) }, { name: 'index.html', data: '<h1>Another</h1>' }]) });
    await upload('2004 4th Edition');
    await until(() => page.textContent('#import-message'), (text) => text?.includes('this LMS plays SCORM 1.2'));
    await upload('1.2');
    await until(() => page.textContent('#import-message'), (text) => text?.includes('“Another” is imported'));
    await page.click('#open');
    expect(await (await frameWith(page, '/courses/OTHER/')).textContent('h1')).toBe('Another');
  });

  test('ends with Ctrl-C', async () => {
    demo.kill('SIGINT');
    const [code] = demo.exitCode === null ? await once(demo, 'exit') : [demo.exitCode];
    expect(code).toBe(0);
  });
});
