import { type CoursePlace, isWayBack } from './course-place';
import { make } from './dom';

const leaveTimeoutMs = 1500;
const settleMs = 1000;
/** A page that wanted to go and is still there after this time was held back. */
const goingMs = 10_000;

/** Holds the course's page; each launch gets a frame of its own, so the browser's history stays the learner's. */
export class CourseFrame implements CoursePlace {
  private frame: HTMLIFrameElement | undefined;
  private loadedAt: number | undefined;
  private lastLoadAt = 0;
  private loads = 0;
  private goingSince: number | undefined;

  constructor(
    private readonly stage: HTMLElement,
    /** The content led back, or wanted to close its window. */
    private readonly onBack: () => void,
  ) {}

  open(address: string, title: string): void {
    this.frame?.remove();
    this.frame = make('iframe', { class: 'course', title, src: address, allow: 'fullscreen; autoplay; encrypted-media; clipboard-write; picture-in-picture' });
    this.loadedAt = undefined;
    this.loads = 0;
    this.goingSince = undefined;
    const { frame } = this;
    frame.addEventListener('load', () => this.loaded(frame));
    this.stage.append(frame);
  }

  private loaded(frame: HTMLIFrameElement): void {
    this.lastLoadAt = performance.now();
    this.loadedAt ??= this.lastLoadAt;
    this.loads++;
    this.goingSince = undefined;
    try {
      if (frame.contentWindow && frame === this.frame) this.watchForBack(frame.contentWindow);
      frame.contentWindow?.addEventListener('beforeunload', () => (this.goingSince = performance.now()));
      frame.contentWindow?.addEventListener('pagehide', () => (this.goingSince = performance.now()));
    } catch {
      // The course led to a page of another origin; its coming and going is not ours to see.
    }
  }

  private watchForBack(page: Window): void {
    if (isWayBack(page)) return this.onBack();
    page.close = () => this.onBack();
  }

  isSettled(): boolean {
    const isGoing = this.goingSince !== undefined && performance.now() - this.goingSince < goingMs;
    return !isGoing && (this.loads < 2 || performance.now() - this.lastLoadAt > settleMs);
  }

  loadedForMs(): number {
    return this.loadedAt === undefined ? 0 : performance.now() - this.loadedAt;
  }

  focus(): void {
    this.frame?.focus();
  }

  async close(): Promise<void> {
    const { frame } = this;
    this.frame = undefined;
    if (!frame) return;
    await new Promise<void>((resolve) => {
      window.setTimeout(resolve, leaveTimeoutMs);
      frame.addEventListener('load', () => resolve(), { once: true });
      frame.hidden = true;
      try {
        frame.contentWindow?.location.replace('about:blank');
      } catch {
        frame.src = 'about:blank';
      }
    });
    frame.remove();
  }
}
