import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';

const windowMs = 600_000;
const mostFailures = 200;
const keptCounters = 20_000;

/** Keeps who has a key from making this server knock at doors that do not open: each node counts the requests of launches that failed, by dispatch and origin. */
@Injectable()
export class AskLimits {
  private readonly failures = new Map<string, { since: number; count: number }>();

  constructor(private readonly clock: Clock) {}

  /** Whether it may be asked. */
  admits(dispatchKey: string, url: string): boolean {
    return (this.known(nameOf(dispatchKey, url))?.count ?? 0) < mostFailures;
  }

  failed(dispatchKey: string, url: string): void {
    const name = nameOf(dispatchKey, url);
    const known = this.known(name);
    if (known) known.count++;
    else {
      if (this.failures.size >= keptCounters) this.failures.delete(this.failures.keys().next().value ?? '');
      this.failures.set(name, { since: this.clock.now(), count: 1 });
    }
  }

  private known(name: string): { since: number; count: number } | undefined {
    const found = this.failures.get(name);
    if (found && this.clock.now() - found.since < windowMs) return found;
    this.failures.delete(name);
    return undefined;
  }
}

const nameOf = (dispatchKey: string, url: string) => `${dispatchKey} ${new URL(url).origin}`;
