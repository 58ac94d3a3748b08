import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Download, Frame, Page } from 'playwright-core';
import { startPracticeLms } from '../../scripts/practice-lms/server.mjs';
import { frameWith, inChromium, TestBrowser, until } from '../support/browser';
import { settled } from '../support/console-pages';
import { goodPassword } from '../support/consoling';
import { makeScorm12Zip } from '../support/make/course-packages';
import { ServerProcess } from '../support/server-process';
import { Stations } from '../support/stations';
import { coursesFolder } from './chromium';

const golf = join(coursesFolder, 'golf-scorm12-basic.zip');

/** A real course where there is one, else one of ours: its file, its title, and how a learner goes through it. */
interface Course {
  name: string;
  title: string;
  bytes: () => Promise<Buffer>;
  score: number;
  take: (page: Page) => Promise<void>;
}
const ours: Course = {
  name: 'safety.zip', title: 'Safety', bytes: () => makeScorm12Zip({ title: 'Safety' }), score: 85,
  take: async (page) => {
    const frame = await frameWith(page, '/content/');
    await frame.getByRole('button', { name: 'pass 85' }).click();
    await frame.getByRole('button', { name: 'finish' }).click();
  },
};
const real: Course = {
  name: 'golf-scorm12-basic.zip', title: 'Golf Explained - Run-time Basic Calls', bytes: async () => readFileSync(golf), score: 93,
  take: async (page) => {
    const frame = await frameWith(page, 'shared/launchpage.html');
    const next = frame.getByRole('button', { name: 'Next' });
    while (await next.isEnabled()) await next.click();
    await answerTest(await frameWith(page, 'shared/assessmenttemplate.html'));
    await frame.getByRole('button', { name: 'Exit' }).click();
  },
};
const course = coursesFolder && existsSync(golf) ? real : ours;

/** Everything right but the first question. */
async function answerTest(test: Frame): Promise<void> {
  const right = test.locator('.correctAnswer');
  for (let question = 1; question < (await right.count()); question++) {
    const answer = right.nth(question).locator('input');
    if ((await answer.getAttribute('type')) === 'radio') await answer.check();
    else await answer.fill(/\((\d+)\)/.exec((await right.nth(question).textContent()) ?? '')?.[1] ?? '');
  }
  await test.getByRole('button', { name: 'Submit Answers' }).click();
}

async function bytesOf(file: Download): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await file.createReadStream()) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

inChromium('the first day, by hand', () => {
  const server = new ServerProcess({ BOOTSTRAP_APP_ID: '', BOOTSTRAP_APP_SECRET: '' });
  const stations = new Stations('first-day');
  let browser: TestBrowser;
  let lms: Awaited<ReturnType<typeof startPracticeLms>>;
  let page: Page;
  let learner: Page;
  let zip: Buffer;
  beforeAll(async () => {
    [browser, lms] = await Promise.all([TestBrowser.open(), startPracticeLms(), server.start()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    learner = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    learner.on('dialog', (dialog) => void dialog.accept());
  });
  afterAll(async () => {
    await browser?.close();
    await lms?.close();
    await server.destroy();
  });

  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
  const goTo = async (name: string) => {
    await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name, exact: true }).click();
    await heading(name).waitFor();
    await settled(page);
  };
  const dialog = () => page.getByRole('dialog');
  const kept = () => learner.getByRole('region', { name: 'What the LMS has kept' }).textContent();

  test('the link of the first start makes the first administrator, and leads to the first steps', async () => {
    const link = await until(() => /^Console +(\S+)$/m.exec(server.said)?.[1] ?? '');
    await page.goto(link);
    await page.getByRole('heading', { name: 'Create the first administrator' }).waitFor();
    await stations.at(page, 'first-administrator');
    await page.getByLabel('Name', { exact: true }).fill('Olga Owner');
    await page.getByLabel('Email address').fill('olga@vendor.example');
    await page.getByLabel('New password').fill(goodPassword);
    await page.getByLabel('The same password again').fill(goodPassword);
    await page.getByRole('button', { name: 'Create and sign in' }).click();
    await heading('Overview').waitFor();
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    await settled(page);
    await stations.at(page, 'overview-empty');
  });

  test('a course is uploaded, and brought to a client as a package', async () => {
    await page.getByRole('link', { name: 'Upload a course' }).click();
    await heading('Courses').waitFor();
    await settled(page);
    await stations.at(page, 'courses-empty');
    await page.getByLabel(/Drop a course here/).setInputFiles({ name: course.name, mimeType: 'application/zip', buffer: await course.bytes() });
    await stations.at(page, 'upload');
    await dialog().getByRole('button', { name: 'Upload' }).click();
    await page.getByRole('heading', { name: /is imported/ }).waitFor();
    await stations.at(page, 'imported');
    await dialog().getByRole('link', { name: 'Open the course' }).click();
    await heading(course.title).waitFor();
    await settled(page);
    await stations.at(page, 'course');

    await goTo('Destinations');
    await page.getByRole('button', { name: 'New destination' }).click();
    await dialog().getByLabel('Name', { exact: true }).fill('Contoso Ltd');
    await dialog().getByLabel('Support line').fill('Write to help@contoso.example.');
    await stations.at(page, 'new-destination');
    await dialog().getByRole('button', { name: 'Create destination' }).click();
    await heading('Contoso Ltd').waitFor();
    await settled(page);
    await stations.at(page, 'destination');

    await page.getByRole('button', { name: 'New dispatch' }).click();
    await dialog().getByLabel('Course', { exact: true }).fill(course.name.replace('.zip', ''));
    await stations.at(page, 'new-dispatch');
    await dialog().getByRole('button', { name: 'Create dispatch' }).click();
    await heading(`${course.title} → Contoso Ltd`).waitFor();
    await settled(page);
    await stations.at(page, 'dispatch');
    await page.getByRole('button', { name: 'Download package' }).click();
    await stations.at(page, 'download');
    const [file] = await Promise.all([page.waitForEvent('download'), dialog().getByRole('button', { name: 'Download' }).click()]);
    expect(file.suggestedFilename()).toMatch(/contoso-ltd.*\.zip$/);
    zip = await bytesOf(file);
  });

  test('a learner finishes it in the client’s LMS, and the result is there and in the report', async () => {
    await learner.goto(lms.url);
    await learner.getByLabel(/Import a package/).setInputFiles({ name: 'package.zip', mimeType: 'application/zip', buffer: zip });
    await learner.getByText(`“${course.title}” is imported.`).waitFor();
    await stations.at(learner, 'lms-imported');
    await learner.getByRole('button', { name: 'Open the course' }).click();
    await frameWith(learner, '/content/');
    await stations.at(learner, 'lms-course');
    await course.take(learner);
    await until(kept, (text) => new RegExp(`Status\\s*passed.*Score\\s*${course.score} \\(of 0 to 100\\)`).test(text ?? ''));
    await stations.at(learner, 'lms-result');

    await goTo('Reports');
    for (const name of [new RegExp(course.title), /Contoso Ltd/]) expect(await page.getByRole('row', { name }).getByRole('cell').allTextContents()).toEqual(['1', '1', '1 100 %', '1 100 %', '1 100 %']);
    await page.getByText(`${course.score} % on average, of 1 score.`).waitFor();
    await stations.at(page, 'reports');
    await goTo('Registrations');
    const row = page.getByRole('row', { name: course.title });
    await row.getByText('Passed').waitFor();
    await stations.at(page, 'registrations');
    await row.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: course.title }).waitFor();
    await settled(page);
    await stations.at(page, 'registration');
  });

  test('the switch of the client says who is inside; the next launch is refused with a reference that diagnostics know', async () => {
    await goTo('Destinations');
    await page.getByRole('link', { name: 'Contoso Ltd' }).click();
    await page.getByRole('switch', { name: 'Launches allowed', checked: true }).click();
    await dialog().getByText('1 learner was active in the last 15 minutes.').waitFor();
    await stations.at(page, 'switch');
    await dialog().getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('switch', { name: 'Launches stopped', checked: false }).waitFor();

    await learner.getByRole('button', { name: 'Leave the course' }).click();
    await learner.getByRole('button', { name: 'Open the course' }).click();
    const refusal = await until(async () => {
      for (const frame of learner.frames()) if (await frame.getByRole('alert').getByRole('heading', { name: 'This course is switched off at the moment' }).isVisible()) return frame;
      return undefined;
    });
    const words = await refusal?.getByRole('main').textContent();
    expect(words).toContain('Try again later.');
    expect(words).toContain('Write to help@contoso.example.');
    const reference = (await refusal?.locator('.reference code').textContent()) ?? '';
    await stations.at(learner, 'refused');

    await goTo('Diagnostics');
    await page.getByLabel('Reference').fill(reference);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('heading', { name: `Launch ${reference}` }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Refused' }).first().waitFor();
    await stations.at(page, 'diagnostics');
  });
});
