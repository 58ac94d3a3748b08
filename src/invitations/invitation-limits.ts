import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { invitationTooMany } from './invitations.failures';

const hourMs = 3_600_000;
const keptCounters = 100_000;

/** By the hour; each node counts what it serves. */
const mostPerHour = { 'joins from an address': 600, 'codes to a mailbox': 5, 'codes from an address': 300, 'tries of a code': 5, 'links to a mailbox': 3, 'links from an address': 60 } as const;
type Limited = keyof typeof mostPerHour;

/** Keeps floods out: joins, mailed codes and mailed links. */
@Injectable()
export class InvitationLimits {
  private readonly counters = new Map<string, { since: number; count: number }>();

  constructor(private readonly clock: Clock) {}

  /** Counts one more; false when there were too many within the hour. */
  admits(what: Limited, of: string): boolean {
    const counter = this.counter(`${what} ${of}`);
    if (counter.count >= mostPerHour[what]) return false;
    counter.count++;
    return true;
  }

  /** Failures: invitation-too-many. */
  check(what: Limited, of: string): void {
    if (!this.admits(what, of)) throw invitationTooMany(Math.ceil((this.counter(`${what} ${of}`).since + hourMs - this.clock.now()) / 1000));
  }

  /** How many are left within the hour. */
  left(what: Limited, of: string): number {
    return Math.max(0, mostPerHour[what] - this.counter(`${what} ${of}`).count);
  }

  private counter(name: string) {
    const now = this.clock.now();
    const known = this.counters.get(name);
    if (known && now - known.since < hourMs) return known;
    this.counters.delete(name);
    if (this.counters.size >= keptCounters) this.counters.delete(this.counters.keys().next().value ?? '');
    const fresh = { since: now, count: 0 };
    this.counters.set(name, fresh);
    return fresh;
  }
}
