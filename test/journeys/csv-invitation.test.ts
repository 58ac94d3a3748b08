import type { Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until } from '../support/browser';
import { enterConsole, settled, withAdministrator } from '../support/console-pages';
import { makeScorm12Zip } from '../support/make/course-packages';
import { Stations } from '../support/stations';

const csv = ['email,firstName,lastName,team', 'ada@learner.example,Ada,Lovelace,North', 'grace.at.learner.example,Grace,Hopper,South', 'yuki@learner.example,ゆき,田中,Tokyo'].join('\n');
const someLook = { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', locale: 'en' } as const;

inChromium('people out of a CSV, from the console to their result', () => {
  const stations = new Stations('csv-invitation');
  let courseway: Booted;
  let browser: TestBrowser;
  let page: Page;
  let link: string;
  beforeAll(async () => {
    [browser, courseway] = await Promise.all([TestBrowser.open(), bootCourseway(withAdministrator)]);
    page = await browser.newPage(someLook);
    await enterConsole(page, courseway);
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  const goTo = async (name: string) => {
    await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await settled(page);
  };
  const dialog = () => page.getByRole('dialog');
  const person = (name: RegExp) => page.getByRole('row', { name });

  test('a mail is written beside its preview', async () => {
    await page.getByRole('link', { name: 'Upload a course' }).click();
    await page.getByLabel(/Drop a course here/).setInputFiles({ name: 'ladders.zip', mimeType: 'application/zip', buffer: await makeScorm12Zip({ title: 'Ladders' }) });
    await dialog().getByRole('button', { name: 'Upload' }).click();
    await page.getByRole('heading', { name: '“Ladders” is imported' }).waitFor();
    await dialog().getByRole('button', { name: 'Close' }).last().click();

    await goTo('Invitations');
    await stations.at(page, 'invitations-empty');
    await page.getByRole('link', { name: 'Invite by mail' }).click();
    await page.getByLabel('Course', { exact: true }).fill('ladders');
    await page.getByLabel('Subject', { exact: true }).fill('Please take [COURSE], [FIRST_NAME]');
    await page.getByLabel('Text', { exact: true }).fill('Dear [FIRST_NAME] of team [FIELD:team],\n\nplease take this course by Friday.\n\n[URL:Begin]');
    const preview = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Preview' }) });
    await preview.getByText('Please take Ladders, Ada').waitFor();
    await preview.getByText('Dear Ada of team').waitFor();
    await stations.at(page, 'compose');
    await page.getByRole('button', { name: 'Create invitation' }).click();
    await page.getByText('Nobody is in this invitation yet.').waitFor();
  });

  test('a CSV is looked through first, its faulty row is told, and the others are mailed', async () => {
    await page.getByRole('button', { name: 'Add people from a CSV' }).click();
    await dialog().getByLabel('File').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await dialog().getByRole('button', { name: 'Check the file' }).click();
    await dialog().getByText(/Row 2 \(grace\.at\.learner\.example\)/).waitFor();
    await stations.at(page, 'dry-run');
    await dialog().getByRole('button', { name: 'Invite 2 people' }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByText('2 people processed.').waitFor();
    await person(/Ada Lovelace/).getByText('Sent').waitFor();
    await person(/ゆき 田中/).getByText('Sent').waitFor();
    expect(await person(/grace/).count()).toBe(0);
    await stations.at(page, 'sent');
  });

  test('the mail is in the mailbox, with a link', async () => {
    await goTo('Mailbox');
    await stations.at(page, 'mailbox');
    const [mail] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('row', { name: /ada@learner\.example/ }).getByRole('link', { name: 'Please take Ladders, Ada' }).click()]);
    await mail.frameLocator('iframe[title="The message as HTML"]').getByText('Dear Ada of team North').waitFor();
    await stations.at(mail, 'mail');
    const href = await mail.getByRole('link', { name: /\/invitations\/open\// }).first().getAttribute('href');
    link = href ?? '';
    await mail.close();
  });

  test('whoever follows it finishes the course, and the console shows the result', async () => {
    const learner = await browser.newPage(someLook);
    await learner.goto(link);
    await learner.getByRole('heading', { name: /Ladders/ }).waitFor();
    await stations.at(learner, 'link');
    await learner.getByRole('button', { name: 'Start the course' }).click();
    const course = await frameWith(learner, '/content/');
    await course.getByRole('button', { name: 'pass 85' }).click();
    await course.getByRole('button', { name: 'finish' }).click();
    await learner.getByRole('heading', { level: 1 }).waitFor();
    await stations.at(learner, 'finished');

    await goTo('Invitations');
    await page.getByRole('link', { name: 'Please take [COURSE]' }).click();
    await settled(page);
    await person(/Ada Lovelace/).getByText('Passed · 85 %').waitFor();
    expect(await person(/Ada Lovelace/).getByText('Completed').isVisible()).toBe(true);
    expect(await person(/ゆき 田中/).getByText('Sent').isVisible()).toBe(true);
    await stations.at(page, 'people');
    await goTo('Reports');
    const cells = () => page.getByRole('row', { name: 'Ladders' }).getByRole('cell').allTextContents();
    await until(cells, (seen) => String(seen) === '1,1,1 100 %,1 100 %,1 100 %');
    await page.getByText('85 % on average, of 1 score.').waitFor();
    await stations.at(page, 'reports');
  });
});
