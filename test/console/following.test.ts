import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, until } from '../support/browser';
import { enterConsole, openPage, settled, withAdministrator } from '../support/console-pages';
import { publishSample } from '../support/courses';
import { download, launch, makeDispatch } from '../support/dispatching';
import { readJson } from '../support/inviting';
import { progress, register, untilPostback } from '../support/posting';
import { TestReceiver } from '../support/receiver';

inChromium('learners, results and keys in the console', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  let page: Page;
  let target: TestReceiver;
  let isHealthy = false;
  beforeAll(async () => {
    target = await TestReceiver.start((response) => response.writeHead(isHealthy ? 200 : 410).end());
    courseway = await bootCourseway({ ...withAdministrator, OUTGOING_ALLOW: '127.0.0.1' });
    await publishSample(courseway, 'fire-safety');
    await register(courseway, 'fire-safety', 'r1');
    await progress(courseway, 'r1', 0.8, 'COMPLETED');
    browser = await TestBrowser.open();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await enterConsole(page, courseway, '/console/registrations');
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
    await target?.stop();
  });

  const confirm = async (name: string) => {
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };

  it('finds a registration by its learner, shows how it stands, begins it again and resets it', async () => {
    await page.getByLabel('Find a registration').fill('nobody');
    await page.getByText('Nothing matches.').waitFor();
    await page.getByLabel('Find a registration').fill('learner-r1');
    await page.getByRole('link', { name: 'Anna Muster' }).click();
    await page.getByRole('heading', { level: 1, name: 'Anna Muster – Sample course' }).waitFor();
    await page.locator('.facts').getByText('80 %').waitFor();
    await page.getByRole('button', { name: 'New instance' }).click();
    await confirm('New instance');
    await page.getByRole('link', { name: 'Instances' }).click();
    await page.getByText('Instance 2').waitFor();
    await progress(courseway, 'r1', 0.5);
    await openPage(page, courseway, '/console/registrations/r1');
    await page.locator('.facts').getByText('50 %').waitFor();
    await page.getByRole('button', { name: 'Reset progress' }).click();
    await confirm('Reset progress');
    await until(async () => (await readJson<{ score?: object }>(courseway, '/registrations/r1')).score, (score) => score === undefined);
    await page.locator('.facts').getByText('50 %').waitFor({ state: 'detached' });
  });

  it('sets a result with a reason beside what the learner did, and takes it back', async () => {
    await register(courseway, 'fire-safety', 'r5');
    await openPage(page, courseway, '/console/registrations/r5');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Set the result' }).click();
    await dialog.getByRole('button', { name: 'Set the result' }).click();
    await dialog.getByText('needed', { exact: false }).first().waitFor();
    await dialog.getByLabel('Reason').fill('Taken on paper');
    await dialog.getByRole('button', { name: 'Set the result' }).click();
    await dialog.getByText('Choose a completion, a success or a score.').waitFor();
    await dialog.getByLabel('Success').selectOption('PASSED');
    await dialog.getByLabel('Score in percent').fill('72.5');
    await dialog.getByRole('button', { name: 'Set the result' }).click();
    await page.getByRole('heading', { name: 'This result was set by hand' }).waitFor();
    await page.getByText('Taken on paper').waitFor();
    expect(await page.getByRole('row', { name: /^Success/ }).getByRole('cell').allTextContents()).toEqual(['Passed', 'Unknown']);
    expect(await readJson(courseway, '/registrations/r5')).toMatchObject({ registrationSuccess: 'PASSED', score: { scaled: 72.5 } });
    await page.getByRole('button', { name: 'Take back' }).click();
    await confirm('Take back');
    await page.getByText('1 earlier setting').click();
    await page.getByText(/Taken on paper.*ended by anna@vendor\.example/).waitFor();
    expect(await readJson(courseway, '/registrations/r5')).toMatchObject({ registrationSuccess: 'UNKNOWN' });
  });

  it('renames a learner everywhere, and erases one with a receipt', async () => {
    await register(courseway, 'fire-safety', 'r2');
    await openPage(page, courseway, '/console/learners');
    await page.getByLabel('Learner id').first().fill('learner-r2');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('link', { name: 'Anna Muster' }).waitFor();
    await page.getByRole('button', { name: 'Change name or address' }).click();
    await page.getByRole('dialog').getByLabel('Last name').fill('Beispiel');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Anna Beispiel' }).waitFor();
    await page.getByRole('button', { name: 'Erase' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
    expect(await page.locator('dialog code').textContent()).toMatch(/\S{6,}/);
    await until(async () => (await courseway.api('/registrations/r2')).status, (status) => status === 404);
  });

  it('shows why a postback failed, and sends the failed ones again', async () => {
    await register(courseway, 'fire-safety', 'r3', { url: target.url });
    await progress(courseway, 'r3', 0.9, 'COMPLETED');
    await untilPostback(courseway, 'r3', ({ state }) => state === 'failed');
    await openPage(page, courseway, '/console/postbacks?state=failed');
    await page.getByRole('row', { name: /r3/ }).getByRole('button', { name: 'Attempts' }).click();
    await page.getByRole('dialog').getByText('· 410 ·').waitFor();
    await page.keyboard.press('Escape');
    isHealthy = true;
    await page.getByRole('button', { name: 'Send failed ones again' }).click();
    await confirm('Send failed ones again');
    await page.getByText('1 postback is sent again.').waitFor();
    await untilPostback(courseway, 'r3', ({ state }) => state === 'delivered');
  });

  it('counts starts and completions, and gives a link to the report', async () => {
    await openPage(page, courseway, '/console/reports');
    await page.getByRole('row', { name: /Sample course/ }).waitFor();
    const link = (await page.getByRole('link', { name: 'Open the report' }).getAttribute('href')) ?? '';
    expect((await fetch(link)).status).toBe(200);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).first().click()]);
    expect(file.suggestedFilename()).toMatch(/days.*\.csv$/);
    const [json] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export By course as JSON' }).click()]);
    const courses = JSON.parse(await readFile(await json.path(), 'utf8')) as object[];
    expect(courses).toEqual(expect.arrayContaining([{ courseId: expect.any(String), title: 'Sample course', registrations: expect.any(Number), learners: expect.any(Number), started: expect.any(Number), completed: expect.any(Number), passed: expect.any(Number) }]));
  });

  it('opens a launch by the reference a learner quotes', async () => {
    const made = await makeDispatch(courseway);
    const { ref } = await launch(courseway, { ...(await download(courseway, made.id)), k: 'not the key' });
    await openPage(page, courseway, `/console/dispatches/${made.id}?part=launches`);
    await openPage(page, courseway, '/console/diagnostics');
    await page.getByLabel('Reference').fill('ZZZZ-ZZZZ');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('alert').waitFor();
    const { ref: good } = await launch(courseway, await download(courseway, made.id));
    await page.getByLabel('Reference').fill(good);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('heading', { name: `Launch ${good}` }).waitFor();
    await page.getByRole('link', { name: made.id }).waitFor();
    expect(ref).not.toBe(good);
  });

  it('makes a secret that opens the API, and disables it', async () => {
    await openPage(page, courseway, '/console/credentials');
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Billing');
    await page.getByRole('dialog').getByRole('button', { name: 'Make secret' }).click();
    await page.getByRole('heading', { name: 'There is a new secret' }).waitFor();
    const [applicationId, secret] = await page.locator('dialog code').allTextContents();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    const ping = async () => (await courseway.api('/ping', { headers: { authorization: `Basic ${Buffer.from(`${applicationId}:${secret}`).toString('base64')}` } })).status;
    expect(await ping()).toBe(200);
    await page.getByRole('row', { name: /Billing/ }).getByRole('button', { name: 'Disable' }).click();
    await confirm('Disable');
    await until(ping, (status) => status === 401);
    await page.getByRole('row', { name: /Billing/ }).getByText('Disabled').waitFor();
    expect(await page.getByText(secret ?? '').count()).toBe(0);
  });

  const savedBy = async (name: string): Promise<string> => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    return readFile(await file.path(), 'utf8');
  };

  it('hands a list over as a file: all its pages, as filtered, nothing that a spreadsheet would run', async () => {
    for (let n = 0; n < 12; n++) await register(courseway, 'fire-safety', `listed-${n}`, undefined, { learner: { id: n ? `+${n}` : '=HYPERLINK("x")', firstName: 'Ida', lastName: 'Listed' } });
    await openPage(page, courseway, '/console/registrations');
    await page.getByLabel('Search in').selectOption('learner_last_name');
    await Promise.all([page.waitForResponse(/filter=Listed/), page.getByLabel('Find a registration').fill('Listed')]);
    await settled(page);
    const rows = (await savedBy('Export Registrations as CSV')).trim().split('\r\n');
    expect(rows).toHaveLength(13);
    expect(rows.slice(1).every((row) => row.startsWith("'+") || row.startsWith(`"'=HYPERLINK(""x"")"`))).toBe(true);
    const all = JSON.parse(await savedBy('Export Registrations as JSON')) as { learner: { id: string } }[];
    expect(all.map(({ learner }) => learner.id).sort()).toEqual(['=HYPERLINK("x")', ...Array.from({ length: 11 }, (_, n) => `+${n + 1}`)].sort());
  });

  it('hands over keys and people without secrets', async () => {
    await openPage(page, courseway, '/console/credentials');
    const keys = await savedBy('Export Secrets as JSON');
    expect(Object.keys((JSON.parse(keys) as object[])[0] ?? {}).sort()).toEqual(['created', 'id', 'name', 'status', 'updated']);
    expect(keys).not.toContain(courseway.secret);
    await openPage(page, courseway, '/console/administrators');
    expect(await savedBy('Export People as CSV')).toContain('anna@vendor.example');
  });

  it('logs what was done, and by whom', async () => {
    await openPage(page, courseway, '/console/audit');
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(3);
    await page.getByRole('row', { name: /anna@vendor\.example/ }).first().waitFor();
  });
});
