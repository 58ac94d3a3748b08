import type { Page } from './page';
import type { TextKey } from './texts';

/** What matters most stands first; only that is shown. */
const order = ['lms-gone.sentence', 'ended.sentence', 'elsewhere', 'unconfirmed', 'quiet', 'finished', 'already'] as const satisfies readonly TextKey[];
export type Flag = (typeof order)[number];

/** The one line above the course that says what is not as usual. */
export class Banner {
  private readonly up: Partial<Record<Flag, boolean>> = {};

  constructor(private readonly page: Page, private readonly more: () => void) {}

  raise(flag: Flag, up = true): void {
    this.up[flag] = up;
    const first = order.filter((key) => this.up[key])[0];
    this.page.tell(first ? this.page.say(first) : '', this.more);
  }
}
