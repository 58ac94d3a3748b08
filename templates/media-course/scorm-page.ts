/** What a page of SCORM 1.2 says to the LMS (RTE 1.2, 3.3). */
interface LmsApi {
  LMSInitialize(nothing: ''): string;
  LMSGetValue(element: string): string;
  LMSSetValue(element: string, value: string): string;
  LMSCommit(nothing: ''): string;
  LMSFinish(nothing: ''): string;
}
type Framed = Window & { API?: LmsApi };

const mostFrames = 20;

function apiAbove(start: Window | null): LmsApi | undefined {
  let frame = start;
  for (let i = 0; frame && i < mostFrames; i++) {
    try {
      const { API } = frame as Framed;
      if (API) return API;
    } catch {
      return undefined; // a page of another origin
    }
    if (frame.parent === frame) return undefined;
    frame = frame.parent;
  }
  return undefined;
}

const two = (value: number) => (value < 10 ? `0${value}` : String(value));
const timespan = (seconds: number) => `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(Math.floor(seconds) % 60)}`;

/** One page that is one course: begins when it is opened and ends when it goes. Without an LMS around it says nothing. */
export class ScormPage {
  private readonly api = apiAbove(window) || apiAbove(window.opener as Window | null);
  private readonly openedAt = Date.now();
  private ended = false;

  constructor() {
    if (this.api) this.api.LMSInitialize('');
    const end = () => this.end();
    window.addEventListener('pagehide', end);
    window.addEventListener('unload', end);
  }

  isComplete(): boolean {
    const status = this.api ? this.api.LMSGetValue('cmi.core.lesson_status') : '';
    return status === 'completed' || status === 'passed';
  }

  say(status: 'incomplete' | 'completed'): void {
    if (this.ended || !this.api || this.isComplete()) return;
    this.api.LMSSetValue('cmi.core.lesson_status', status);
    this.api.LMSCommit('');
  }

  /** Seconds from the start where the learner was. */
  place(): number {
    return this.api ? Number(this.api.LMSGetValue('cmi.core.lesson_location')) || 0 : 0;
  }

  notePlace(seconds: number): void {
    if (!this.ended && this.api) this.api.LMSSetValue('cmi.core.lesson_location', seconds > 0 ? String(Math.floor(seconds)) : '');
  }

  private end(): void {
    if (this.ended || !this.api) return;
    this.ended = true;
    this.api.LMSSetValue('cmi.core.session_time', timespan((Date.now() - this.openedAt) / 1000));
    this.api.LMSSetValue('cmi.core.exit', 'suspend');
    this.api.LMSFinish('');
  }
}
