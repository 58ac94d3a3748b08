import type { Frame, Page } from 'playwright-core';
import { inChromium, until } from '../support/browser';

/** The folder of real course packages, when COURSES_DIR names one. */
export const coursesFolder = process.env['COURSES_DIR'] ?? '';
export function describeWithCourses(name: string, cases: () => void): void {
  if (coursesFolder) return inChromium(name, cases);
  if (process.env['REQUIRE_ALL'] === '1') throw new Error(`${name}: set COURSES_DIR to a folder of course packages`);
  process.stderr.write(`skipped: ${name}: set COURSES_DIR to a folder of course packages\n`);
  describe.skip(name, cases);
}

/** The course's own page inside the player, once it is there. */
export async function courseFrame(page: Page, part = '/content/'): Promise<Frame> {
  const find = () => page.frames().find((frame) => frame.parentFrame() === page.mainFrame() && frame.url().includes(part));
  await until(() => find() !== undefined, Boolean);
  const frame = find() as Frame;
  await frame.waitForLoadState('load');
  return frame;
}
