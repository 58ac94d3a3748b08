import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../platform/clock';

/** Keeps all requests to one server to so many a second, and lets all of them rest when it asks for that. */
export class Pace {
  private readonly gapMs: number;
  private nextAt = 0;
  private restUntil = 0;

  /** `perSecond` 0: as fast as it goes. */
  constructor(
    perSecond: number,
    private readonly clock: Clock,
  ) {
    this.gapMs = perSecond > 0 ? 1000 / perSecond : 0;
  }

  async turn(): Promise<void> {
    const at = Math.max(this.clock.now(), this.nextAt);
    this.nextAt = at + this.gapMs;
    await this.until(at);
    while (this.restUntil > this.clock.now()) await this.until(this.restUntil);
  }

  rest(ms: number): void {
    this.restUntil = Math.max(this.restUntil, this.clock.now() + ms);
  }

  private async until(moment: number): Promise<void> {
    const ms = moment - this.clock.now();
    if (ms > 0) await sleep(ms);
  }
}
