import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import type { Door } from './launch.report';

const hourMs = 3_600_000;
const keptCounters = 100_000;

interface Counter {
  since: number;
  made: number;
  told: boolean;
}

/** Counts new registrations per package key and per address and key, by the hour (RELAY 1.3.5); each node counts what it serves. */
@Injectable()
export class LaunchLimits {
  private readonly log = new Logger('DispatchAlarm');
  /** Apart, so that many addresses cannot crowd out the counter of their key. */
  private readonly byKey = new Map<string, Counter>();
  private readonly byAddress = new Map<string, Counter>();
  private readonly origins = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** Counts one more registration, if it may be made; the first refusal of an hour is an alarm. */
  admits(door: Door, keyHash: string, address: string): boolean {
    const { newPerKeyHour, newPerAddressHour } = door.settings;
    const ofKey = this.counter(this.byKey, keyHash);
    const ofAddress = this.counter(this.byAddress, `${keyHash} ${address}`);
    if (!this.below(ofKey, newPerKeyHour, 'package key', door) || !this.below(ofAddress, newPerAddressHour, 'address', door)) return false;
    ofKey.made++;
    ofAddress.made++;
    return true;
  }

  /** Tells of an origin that is used for the first time since this process began and that the destination does not list. */
  sawOrigins(door: Door, origins: readonly string[]): void {
    for (const origin of origins) {
      const name = `${door.destinationKey} ${origin}`;
      if (this.origins.has(name) || door.settings.allowedOrigins.includes(origin)) continue;
      if (this.origins.size > keptCounters) this.origins.clear();
      this.origins.add(name);
      const listed = door.settings.allowedOrigins.length > 0;
      this.log[listed ? 'warn' : 'log'](`dispatch ${door.dispatchKey} is used from ${origin}, which ${listed ? 'is not among the origins of its destination' : 'was not seen before'}`);
    }
  }

  alarm(door: Door, what: string): void {
    this.log.warn(`dispatch ${door.dispatchKey}: ${what}`);
  }

  private below(counter: Counter, limit: number, what: string, door: Door): boolean {
    if (limit === 0 || counter.made < limit) return true;
    if (!counter.told) this.alarm(door, `more than ${limit} new registrations within an hour by one ${what}; more are refused`);
    counter.told = true;
    return false;
  }

  private counter(counters: Map<string, Counter>, name: string): Counter {
    const now = this.clock.now();
    const known = counters.get(name);
    if (known && now - known.since < hourMs) return known;
    if (counters.size >= keptCounters) counters.delete(counters.keys().next().value ?? '');
    const fresh = { since: now, made: 0, told: false };
    counters.set(name, fresh);
    return fresh;
  }
}
