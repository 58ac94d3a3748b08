import type { CommitBody } from '../../src/runtime/scorm/commit-body.rules';
import type { Progress } from '../../src/runtime/scorm/runtime-state.rules';

export type SaveState = 'saved' | 'saving' | 'offline' | 'closed' | 'refused';

export interface Acknowledgement {
  rev: number;
  acknowledged: number;
  active: boolean;
  progress: Progress;
}

interface SaverOptions {
  commitUrl: string;
  sessionKey: string;
  onState(state: SaveState): void;
  onAcknowledged(answer: Acknowledgement): void;
}

const retryDelays = [1000, 2000, 4000, 8000, 15_000, 30_000];
const answerTimeoutMs = 20_000;
const keepaliveLimit = 60_000;

/**
 * Brings snapshots to the server and never forgets one before it is acknowledged. Only the newest snapshot of each activity
 * matters (the server orders them), so the journal stays small however long the network is away.
 */
export class Saver {
  private readonly journal = new Map<string, CommitBody>();
  private readonly storageKey: string;
  private failures = 0;
  private timer: number | undefined;
  private running = false;
  private stopped = false;
  private waiting: (() => void)[] = [];

  constructor(private readonly options: SaverOptions) {
    this.storageKey = `courseway.journal.${options.sessionKey}`;
    for (const { left, ...body } of this.readStored()) this.journal.set(body.activityId, body); // the page that was left is back
    window.addEventListener('online', () => this.retryNow());
  }

  /** Snapshots of this session that an earlier page of it could not bring home. */
  pending(): CommitBody[] {
    return [...this.journal.values()].sort((a, b) => a.revision - b.revision);
  }

  /** Takes a snapshot and sends it as soon as the line is free. */
  save(body: CommitBody): void {
    this.hold(body);
    void this.run();
  }

  /** Takes a snapshot into the journal only. */
  hold(body: CommitBody): void {
    if (this.stopped) return;
    this.journal.set(body.activityId, body);
    this.store();
  }

  retryNow(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    if (this.journal.size > 0) void this.run();
  }

  /** True when everything is acknowledged within the time; false leaves the journal as it is. */
  async flush(timeoutMs: number): Promise<boolean> {
    this.retryNow();
    if (this.journal.size > 0 && !this.stopped) {
      await new Promise<void>((resolve) => {
        const timer = window.setTimeout(resolve, timeoutMs);
        this.waiting.push(() => {
          window.clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.journal.size === 0;
  }

  /** Last chance while the page goes away: a beacon each; what does not fit stays in the journal for the next page of this session. */
  sendBeacons(): void {
    if (this.stopped) return;
    for (const body of this.pending()) {
      navigator.sendBeacon?.(this.options.commitUrl, new Blob([JSON.stringify(body)], { type: 'text/plain;charset=UTF-8' }));
    }
  }

  private async run(): Promise<void> {
    if (this.running || this.stopped || this.timer !== undefined) return;
    this.running = true;
    try {
      for (let next = this.pending()[0]; next && !this.stopped; next = this.pending()[0]) {
        this.options.onState(this.failures ? 'offline' : 'saving');
        if (!(await this.sendOne(next))) break;
      }
    } finally {
      this.running = false;
    }
    if (this.journal.size > 0 && !this.stopped) this.retryLater();
    else this.waiting.splice(0).forEach((done) => done());
  }

  private async sendOne(body: CommitBody): Promise<boolean> {
    const response = await this.post(JSON.stringify(body));
    if (response?.ok) return this.take(body, (await response.json().catch(() => undefined)) as Acknowledgement | undefined);
    if (response && isFinal(response.status)) this.stop(response.status);
    else this.options.onState('offline');
    return false;
  }

  private take(body: CommitBody, answer: Acknowledgement | undefined): boolean {
    if (!answer) return false;
    this.failures = 0;
    if (this.journal.get(body.activityId)?.revision === body.revision) this.journal.delete(body.activityId);
    this.store();
    if (this.journal.size === 0) this.options.onState('saved');
    this.options.onAcknowledged(answer);
    return true;
  }

  private async post(text: string): Promise<Response | undefined> {
    const abort = new AbortController();
    const timer = window.setTimeout(() => abort.abort(), answerTimeoutMs);
    try {
      const headers = { 'content-type': 'application/json' };
      return await fetch(this.options.commitUrl, { method: 'POST', headers, body: text, keepalive: text.length < keepaliveLimit / 3, signal: abort.signal });
    } catch {
      return undefined;
    } finally {
      window.clearTimeout(timer);
    }
  }

  private retryLater(): void {
    const delay = retryDelays[Math.min(this.failures, retryDelays.length - 1)] ?? 30_000;
    this.failures++;
    this.timer = window.setTimeout(() => this.retryNow(), delay * (0.75 + Math.random() / 2));
  }

  private stop(status: number): void {
    this.stopped = true;
    this.options.onState(status === 401 || status === 410 ? 'closed' : 'refused');
  }

  private store(): void {
    try {
      if (this.journal.size === 0) window.sessionStorage.removeItem(this.storageKey);
      else window.sessionStorage.setItem(this.storageKey, JSON.stringify(this.pending()));
    } catch {
      // Storage may be full or forbidden in a frame; memory still holds the journal.
    }
  }

  private readStored(): CommitBody[] {
    try {
      return JSON.parse(window.sessionStorage.getItem(this.storageKey) ?? '[]') as CommitBody[];
    } catch {
      return [];
    }
  }
}

/** Answers that trying again cannot change; everything else (network, 408, 429, 5xx) is tried again. */
const isFinal = (status: number) => status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
