import type { Log } from './gateway';

const most = 60;

/** What the package and this page tell support, until the next word to the gateway takes it along. */
export class SupportLog {
  private calls: unknown[] = [];
  private events: string[] = [];

  add({ calls, events }: Log): void {
    this.calls = [...this.calls, ...calls].slice(-most);
    this.events = [...this.events, ...events].slice(-most);
  }

  happened(event: string): void {
    if (event) this.add({ calls: [], events: [event] });
  }

  /** Nothing when there is nothing. */
  take(): Log | undefined {
    if (this.calls.length === 0 && this.events.length === 0) return undefined;
    const log = { calls: this.calls, events: this.events };
    this.calls = [];
    this.events = [];
    return log;
  }

  putBack(log: Log | undefined): void {
    if (log) this.add(log);
  }
}
