import { reportsByItself } from '../../src/courses/manifests/units.rules';
import type { ProgressNews } from '../../src/runtime/scorm/runtime-state.rules';
import type { BootData } from './boot-data';

const waitSeconds = 20;
const afterFaultMs = 5000;
/** Time alone is told this often while a unit is open. */
const timeEveryMs = 60_000;

interface ReportedEvents {
  onNews(news: ProgressNews): void;
  /** The content of a unit said that it ended. */
  onEnded(activityId: string): void;
  onTime(): void;
}

/** The player's line to the server for content that reports there by itself: how its units are opened, and what came of them. */
export class ReportedContent {
  private readonly base: string;
  private after: number;
  private ended: Record<string, number> = {};
  private open: { activityId: string; abort: AbortController; timer: number } | undefined;

  private constructor(boot: BootData, private readonly isSilent: boolean, private readonly events: ReportedEvents) {
    this.base = boot.commitUrl.replace(/\/commits$/, '');
    this.after = boot.rev;
    const { epoch } = boot.session;
    for (const [id, { epoch: of, revision, ended }] of Object.entries(boot.state.activities)) if (ended && of === epoch) this.ended[id] = revision;
  }

  static of(boot: BootData, isSilent: boolean, events: ReportedEvents): ReportedContent | undefined {
    return reportsByItself(boot.course) ? new ReportedContent(boot, isSilent, events) : undefined;
  }

  /** What the address of a unit is to be asked with; `undefined` when the server cannot be reached. */
  async launch(activityId: string): Promise<string | undefined> {
    try {
      const response = await fetch(`${this.base}/units`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ activityId }) });
      return response.ok ? ((await response.json()) as { query: string }).query : undefined;
    } catch {
      return undefined;
    }
  }

  /** Hears of a unit until it is left. */
  watch(activityId: string): void {
    this.leave();
    if (this.isSilent) return;
    const abort = new AbortController();
    this.open = { activityId, abort, timer: window.setInterval(() => this.events.onTime(), timeEveryMs) };
    void this.listen(activityId, abort.signal);
  }

  leave(): void {
    this.open?.abort.abort();
    window.clearInterval(this.open?.timer);
    this.open = undefined;
  }

  private async listen(activityId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const news = await this.ask(signal);
      if (signal.aborted) return;
      if (news === 'gone') return;
      if (!news) await new Promise((resolve) => window.setTimeout(resolve, afterFaultMs));
      else this.take(activityId, news);
    }
  }

  /** `gone`: the session is over, which the next commit tells the learner. */
  private async ask(signal: AbortSignal): Promise<ProgressNews | 'gone' | undefined> {
    try {
      const response = await fetch(`${this.base}/progress?after=${this.after}&wait=${waitSeconds}`, { signal, cache: 'no-store' });
      return response.ok ? ((await response.json()) as ProgressNews) : [401, 410].includes(response.status) ? 'gone' : undefined;
    } catch {
      return undefined;
    }
  }

  private take(activityId: string, news: ProgressNews): void {
    this.after = Math.max(this.after, news.rev);
    this.events.onNews(news);
    const known = this.ended;
    this.ended = { ...known, ...news.ended };
    if ((news.ended[activityId] ?? 0) > (known[activityId] ?? 0)) this.events.onEnded(activityId);
  }
}
