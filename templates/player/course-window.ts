import type { Say } from './boot-data';
import { type CoursePlace, isWayBack } from './course-place';
import type { View } from './view';

const lookEveryMs = 200;
const leaveTimeoutMs = 1500;

/** Features of window.open: `popup` leaves the browser's tool bars out. */
export const featuresOf = (isBare: boolean): string => (isBare ? `popup,width=${window.screen.availWidth},height=${window.screen.availHeight}` : '');

/** Holds each unit in a window of its own, which opens by the learner's tap; the content finds its API through `opener`. */
export class CourseWindow implements CoursePlace {
  private window: Window | null = null;
  private timer: number | undefined;
  private loadedAt: number | undefined;

  constructor(
    private readonly view: View,
    private readonly say: Say,
    private readonly isBare: boolean,
    /** The learner closed the window. */
    private readonly onClosed: () => void,
  ) {
    window.addEventListener('pagehide', () => this.window?.close());
  }

  open(address: string, title: string): void {
    this.forget();
    this.ask(address, title, this.say('window.text'));
  }

  private ask(address: string, title: string, text: string): void {
    this.view.showPanel(title, text, [{ text: this.say('window.open'), primary: true, run: () => this.tapped(address, title) }]);
  }

  private tapped(address: string, title: string): void {
    this.window = window.open(address, '_blank', featuresOf(this.isBare));
    if (!this.window) return this.ask(address, title, this.say('window.blocked'));
    this.view.showPanel(title, this.say('window.isOpen'), [{ text: this.say('window.front'), primary: true, run: () => this.focus() }]);
    this.timer = window.setInterval(() => this.look(), lookEveryMs);
  }

  private look(): void {
    if (this.window && isBack(this.window)) this.window.close();
    if (this.window?.closed) {
      this.forget();
      this.onClosed();
    } else if (this.loadedAt === undefined && this.isSettled()) this.loadedAt = performance.now();
  }

  isSettled(): boolean {
    if (!this.window || this.window.closed) return true;
    try {
      return this.window.document.readyState === 'complete' && this.window.location.href !== 'about:blank';
    } catch {
      return true; // the course led to a page of another origin; its coming and going is not ours to see
    }
  }

  loadedForMs(): number {
    return this.loadedAt === undefined ? 0 : performance.now() - this.loadedAt;
  }

  focus(): void {
    this.window?.focus();
  }

  async close(): Promise<void> {
    const opened = this.window;
    this.forget();
    if (!opened || opened.closed) return;
    opened.location.replace('about:blank');
    for (let waited = 0; waited < leaveTimeoutMs && !isBlank(opened); waited += lookEveryMs) await new Promise((resolve) => window.setTimeout(resolve, lookEveryMs));
    opened.close();
  }

  private forget(): void {
    window.clearInterval(this.timer);
    this.window = null;
    this.loadedAt = undefined;
  }
}

function isBlank(opened: Window): boolean {
  try {
    return opened.closed || opened.location.href === 'about:blank';
  } catch {
    return false;
  }
}

function isBack(opened: Window): boolean {
  try {
    return isWayBack(opened);
  } catch {
    return false;
  }
}
