import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Config } from './config/config';

/** Work that is done again and again, by nodes that run jobs: removing what is old, ending what was given up. */
@Injectable()
export class Upkeep implements BeforeApplicationShutdown {
  private readonly log = new Logger('Upkeep');
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly config: Config) {}

  /** A fault of `work` is in the log, and its next turn comes all the same. */
  every(ms: number, name: string, work: () => Promise<unknown>): void {
    if (this.config.role !== 'web') this.timers.push(setInterval(() => void this.once(name, work), ms).unref());
  }

  /** The first turn is over when this ends. */
  async atStartAndEvery(ms: number, name: string, first: () => Promise<unknown>, next = first): Promise<void> {
    if (this.config.role === 'web') return;
    await this.once(name, first);
    this.every(ms, name, next);
  }

  beforeApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private async once(name: string, work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => this.log.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`));
  }
}
