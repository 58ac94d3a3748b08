import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = process.env['SCREENSHOTS'];
const looks = [['light', 1280], ['dark', 1280], ['light', 390], ['dark', 390]] as const;

/** Pictures of where a journey stands, when SCREENSHOTS names a folder: light and dark, wide and narrow. */
export class Stations {
  private count = 0;
  constructor(private readonly journey: string) {}

  async at(page: Page, name: string): Promise<void> {
    this.count++;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    const viewport = page.viewportSize();
    for (const [colorScheme, width] of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      await page.screenshot({ path: join(folder, `${this.journey}-${String(this.count).padStart(2, '0')}-${name}-${colorScheme}-${width}.png`), fullPage: true, animations: 'disabled' });
    }
    await page.emulateMedia({ colorScheme: null });
    if (viewport) await page.setViewportSize(viewport);
  }
}
