import type { Lms } from './lms';
import type { LmsCall } from './lms-call.rules';

/** What the gateway has not been told yet of this launch. */
export class LaunchLog {
  private events: string[] = [];

  constructor(private readonly lms: Lms) {}

  happened(event: string): void {
    if (this.events.length < 20) this.events.push(event);
  }

  take(): { calls: LmsCall[]; events: string[] } {
    const log = { calls: this.lms.takeFresh(), events: this.events };
    this.events = [];
    return log;
  }
}
