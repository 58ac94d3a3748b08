import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import type { Booted } from './boot';
import { until } from './browser';
import { goodPassword } from './consoling';

export const administrator = { email: 'anna@vendor.example', password: goodPassword };
/** For `bootCourseway`: she owns the installation. */
export const withAdministrator = { BOOTSTRAP_ADMIN_EMAIL: administrator.email, BOOTSTRAP_ADMIN_PASSWORD: administrator.password, BOOTSTRAP_APP_NAME: 'Northwind Training' };

/** Waits until a page has read everything it shows. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  await until(() => page.locator('.loading, [aria-busy=true]').count(), (loading) => loading === 0);
}

/** Opens a page of the console and signs in on the way. */
export async function enterConsole(page: Page, courseway: Pick<Booted, 'publicUrl'>, path = '/console', who = administrator): Promise<void> {
  await page.goto(`${courseway.publicUrl}${path}`);
  await page.getByLabel('Email address').fill(who.email);
  await page.getByLabel('Password').fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#main h1').waitFor();
  await settled(page);
}

export async function openPage(page: Page, courseway: Pick<Booted, 'publicUrl'>, path: string): Promise<void> {
  await page.goto(`${courseway.publicUrl}${path}`);
  await settled(page);
}

/** Whether what is found here has the focus. */
export const hasFocus = (place: Locator): Promise<boolean> => place.evaluate((element) => element.matches(':focus'));

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong for WCAG 2.2 AA and by its own best practices, in all of the page or in what `within` selects. */
export async function violations(page: Page, within?: string): Promise<string[]> {
  if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(axe);
  const found = (await page.evaluate(`axe.run(${within ? `'${within}'` : 'document'}, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations)`)) as Violation[];
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}
