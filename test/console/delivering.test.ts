import type { Page } from 'playwright-core';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, until } from '../support/browser';
import { enterConsole, openPage, withAdministrator } from '../support/console-pages';
import { launch, makeDispatch, report } from '../support/dispatching';
import { readJson } from '../support/inviting';
import { makeScorm12Zip } from '../support/make/course-packages';
import { readZip } from '../support/read-zip';

/** The key of a package, as its config tells it to the page. */
function keyIn(files: Map<string, Buffer>): { d: string; k: string } {
  const script = [...files].find(([name]) => name.startsWith('rd1-config.'))?.[1].toString('utf8') ?? '';
  let config = { d: '', k: '' };
  new Function('document', script)({ documentElement: { setAttribute: (_: string, value: string) => (config = JSON.parse(value)) } });
  return config;
}

inChromium('courses, destinations and dispatches in the console', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  let page: Page;
  beforeAll(async () => {
    courseway = await bootCourseway(withAdministrator);
    browser = await TestBrowser.open();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await enterConsole(page, courseway, '/console/courses');
  });
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
  });

  const confirm = async (name: string) => {
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  const downloadBy = async (button: string): Promise<{ name: string; bytes: Buffer }> => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click()]);
    const parts: Buffer[] = [];
    for await (const part of await file.createReadStream()) parts.push(part as Buffer);
    return { name: file.suggestedFilename(), bytes: Buffer.concat(parts) };
  };

  it('takes a course from a file to a package, and stops its launches with one switch', async () => {
    await page.locator('input[type=file]').setInputFiles({ name: 'Fire safety.zip', mimeType: 'application/zip', buffer: await makeScorm12Zip() });
    expect(await page.getByRole('dialog').getByLabel('Course id').inputValue()).toBe('fire-safety');
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.getByRole('heading', { name: /is imported/ }).waitFor();
    await page.getByRole('link', { name: 'Open the course' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sample course' }).waitFor();

    await page.getByRole('link', { name: 'Destinations' }).click();
    await page.getByRole('button', { name: 'New destination' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Contoso Ltd');
    await page.getByLabel('Learning platform').selectOption('moodle');
    await page.getByRole('button', { name: 'Create destination' }).click();
    await page.getByRole('heading', { level: 1, name: 'Contoso Ltd' }).waitFor();
    expect(await readJson(courseway, '/dispatch/destinations/contoso-ltd')).toMatchObject({ name: 'Contoso Ltd', preset: 'moodle' });

    await page.getByRole('button', { name: 'New dispatch' }).click();
    await page.getByRole('dialog').getByLabel('Course', { exact: true }).fill('fire-safety');
    expect(await page.getByRole('dialog').getByLabel('Destination').inputValue()).toBe('contoso-ltd');
    await page.getByText('Limits, dates and more').click();
    await page.getByLabel('Limit of registrations').fill('5');
    await page.getByRole('button', { name: 'Create dispatch' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sample course → Contoso Ltd' }).waitFor();

    await page.getByRole('button', { name: 'Download package' }).click();
    const { bytes } = await downloadBy('Download');
    const files = await readZip(bytes);
    expect([...files.keys()]).toContain('imsmanifest.xml');
    const key = keyIn(files);
    expect((await launch(courseway, key)).status).toBe(200);

    await page.getByRole('switch', { name: 'Enabled' }).click();
    await page.getByText('1 learner was active in the last 15 minutes.').waitFor();
    await confirm('Disable');
    await page.getByRole('switch', { name: 'Disabled', checked: false }).waitFor();
    expect(await launch(courseway, key, { id: 'ben' })).toMatchObject({ result: 'refused' });

    await page.goto(`${courseway.publicUrl}/console/destinations/contoso-ltd`);
    await page.getByRole('switch', { name: 'Launches stopped' }).click();
    await confirm('Enable');
    await page.getByRole('switch', { name: 'Launches allowed', checked: true }).waitFor();
    expect((await launch(courseway, key, { id: 'ben' })).result).not.toBe('refused');
  });

  it('says what is wrong with a file, beside what to do', async () => {
    await openPage(page, courseway, '/console/courses');
    await page.locator('input[type=file]').setInputFiles({ name: 'holiday.zip', mimeType: 'application/zip', buffer: Buffer.from('not a zip') });
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.getByRole('heading', { name: 'The import failed' }).waitFor();
    expect(await page.getByRole('dialog').locator('.problem').textContent()).toMatch(/zip/i);
  });

  it('adds a version by dropping a file, rolls a dispatch back and pins it', async () => {
    const made = await makeDispatch(courseway);
    await openPage(page, courseway, `/console/courses/${made.courseId}?part=versions`);
    const bytes = JSON.stringify([...(await makeScorm12Zip())]);
    const data = await page.evaluateHandle(`(() => { const transfer = new DataTransfer(); transfer.items.add(new File([new Uint8Array(${bytes})], 'second.zip', { type: 'application/zip' })); return transfer; })()`);
    await page.dispatchEvent('.drop', 'drop', { dataTransfer: data });
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.getByRole('heading', { name: /is imported/ }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('row', { name: /^Version 1/ }).waitFor();

    await openPage(page, courseway, `/console/dispatches/${made.id}`);
    await page.getByRole('button', { name: 'Roll back' }).click();
    await confirm('Roll back');
    await page.getByText('Pinned to version 0.').waitFor();
    expect(await readJson(courseway, `/dispatch/dispatches/${made.id}/versionPolicy`)).toMatchObject({ mode: 'pinned', version: 0 });
  });

  it('revokes one download, and refunds a seat with its reason in the ledger', async () => {
    const made = await makeDispatch(courseway);
    await openPage(page, courseway, `/console/dispatches/${made.id}`);
    await page.getByRole('button', { name: 'Download package' }).click();
    await page.getByLabel('Format').selectOption('SCORM_2004_4TH');
    const key = keyIn(await readZip((await downloadBy('Download')).bytes));
    await report(await launch(courseway, key), { 'cmi.core.lesson_status': 'passed' });

    await openPage(page, courseway, `/console/dispatches/${made.id}?part=seats`);
    await page.getByRole('button', { name: 'Refund' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Refund' }).click();
    await page.getByText('This field is needed.').waitFor();
    await page.getByLabel('Reason, for the ledger').fill('Started by mistake');
    await confirm('Refund');
    await page.getByRole('link', { name: 'Ledger' }).click();
    await page.getByRole('cell', { name: 'Started by mistake' }).waitFor();

    await openPage(page, courseway, `/console/dispatches/${made.id}?part=downloads`);
    await page.getByRole('button', { name: 'Revoke' }).click();
    await confirm('Revoke');
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect((await launch(courseway, key, { id: 'carla' })).result).toBe('refused');
  });

  it('lists in pages, filters, and exports what is listed', async () => {
    await openPage(page, courseway, '/console/dispatches');
    await page.getByLabel('Find a dispatch').fill('fire-safety');
    await until(() => page.locator('tbody tr').count(), (rows) => rows === 1);
    const file = await downloadBy('Export Dispatches as CSV');
    expect(file.bytes.toString('utf8').trim().split('\r\n')).toHaveLength(2);
    expect(file.bytes.toString('utf8')).toContain('fire-safety--contoso-ltd');
    await page.getByLabel('Find a dispatch').fill('nothing-like-this');
    await page.getByText('Nothing matches.').waitFor();
  });

  it('changes a setting of a course and lets it inherit again', async () => {
    await openPage(page, courseway, '/console/courses/fire-safety?part=settings');
    const value = async () => ((await readJson<{ settingItems: { id: string; explicitValue?: string }[] }>(courseway, '/courses/fire-safety/configuration')).settingItems.find(({ id }) => id === 'PlayerShowFinishButton')?.explicitValue);
    await page.getByLabel('Player Show Finish Button').selectOption({ label: 'No' });
    await page.getByRole('button', { name: 'Save' }).click();
    await until(value, (now) => now === 'false');
    await page.getByRole('button', { name: /Inherit again/ }).click();
    await until(value, (now) => now === undefined);
  });
});
