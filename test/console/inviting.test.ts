import type { Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser } from '../support/browser';
import { enterConsole, openPage, withAdministrator } from '../support/console-pages';
import { publishSample } from '../support/courses';
import { readJson, recipientsOf } from '../support/inviting';

const csv = ['email,firstName,lastName,team', 'ada@example.com,Ada,Lovelace,North', 'grace@example.com,Grace,Hopper,South', 'not-an-address,No,Body,West', 'ada@example.com,Ada,Twice,North'].join('\n');

inChromium('invitations in the console', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  let page: Page;
  beforeAll(async () => {
    courseway = await bootCourseway(withAdministrator);
    await publishSample(courseway, 'fire-safety');
    browser = await TestBrowser.open();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await enterConsole(page, courseway, '/console/invitations');
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  const newest = async () => (await readJson<{ invitations: { id: string }[] }>(courseway, '/invitations/private?orderBy=created_desc')).invitations[0]?.id ?? '';

  it('shows the mail while it is written, looks through a CSV first, invites, and finds the mails in the mailbox', async () => {
    await page.getByRole('link', { name: 'Invite by mail' }).click();
    await page.getByLabel('Course', { exact: true }).fill('fire-safety');
    await page.getByLabel('Subject', { exact: true }).fill('Welcome to [COURSE]');
    await page.getByLabel('Text', { exact: true }).fill('Dear [FIRST_NAME] of team [FIELD:team], <script>window.harm = 1</script>start here: [URL:your course]. [WRONG]');
    await page.locator('.mail').getByText('Dear Ada of team').waitFor();
    await page.getByText('These placeholders are unknown: [WRONG]').waitFor();
    expect(await page.evaluate("'harm' in window")).toBe(false);
    await page.getByRole('button', { name: 'Create invitation' }).click();
    await page.getByText(/unknown placeholder \[WRONG\]/).waitFor();
    await page.getByLabel('Text', { exact: true }).fill('Dear [FIRST_NAME] of team [FIELD:team], start here: [URL:your course].');
    await page.getByRole('button', { name: 'Create invitation' }).click();
    await page.getByRole('heading', { level: 1, name: 'Welcome to [COURSE]' }).waitFor();

    await page.getByRole('button', { name: 'Add people from a CSV' }).click();
    await page.getByLabel('File').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByRole('button', { name: 'Check the file' }).click();
    await page.getByText(/Row 3 \(not-an-address\)/).waitFor();
    expect(await recipientsOf(courseway, await newest())).toHaveLength(0);
    await page.getByRole('button', { name: 'Invite 2 people' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('2 people processed.').waitFor();

    await page.getByRole('link', { name: 'Mailbox' }).click();
    await page.getByLabel('Find mails to').fill('grace@example.com');
    await page.getByRole('row', { name: /grace@example.com/ }).waitFor();
    const [mail] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('row', { name: /grace@example.com/ }).getByRole('link').click()]);
    await mail.getByText('Dear Grace of team South').first().waitFor();
    await mail.close();
  });

  it('revokes, restores and mends one person, and sends to them again', async () => {
    const id = await newest();
    const person = async () => (await recipientsOf(courseway, id)).find(({ firstName }) => firstName === 'Grace');
    await openPage(page, courseway, `/console/invitations/private/${id}`);
    const row = page.getByRole('row', { name: /Grace Hopper/ });
    const press = async (name: string) => {
      await row.getByRole('button', { name, exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await press('Revoke');
    await row.getByText('Revoked').waitFor();
    expect((await person())?.revoked).toBe(true);
    await press('Restore');
    await row.getByText('Sent').waitFor();
    expect((await person())?.revoked).toBe(false);
    await row.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByLabel('Email address').fill('hopper@example.com');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /hopper@example.com/ }).waitFor();
    await press('Send again');
    await page.getByText('The mail is on its way.').waitFor();
  });

  it('makes a link to join by, and closes it for new learners', async () => {
    await openPage(page, courseway, '/console/invitations?compose=public&courseId=fire-safety');
    await page.getByRole('button', { name: 'Make the link' }).click();
    const url = (await page.locator('code', { hasText: '/invitations/join/' }).textContent()) ?? '';
    expect((await fetch(url)).status).toBe(200);
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
    await page.getByRole('switch', { name: 'Open for new learners' }).click();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('switch', { name: 'Open for new learners', checked: false }).waitFor();
    const { invitations } = await readJson<{ invitations: { allowNewRegistrations: boolean }[] }>(courseway, '/invitations/public');
    expect(invitations.map(({ allowNewRegistrations }) => allowNewRegistrations)).toEqual([false]);
  });
});
