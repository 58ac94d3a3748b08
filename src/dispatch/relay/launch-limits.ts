import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { LaunchAlarms } from './launch-alarms';
import type { Door } from './launch.report';

const hourMs = 3_600_000;
const keptCounters = 100_000;
/** Learners of one test package: enough to try it, too few to train a company with it. */
const testsPerHour = 50;

interface Counter {
  since: number;
  made: number;
  told: boolean;
}

/** Counts new registrations per package key and per address and key, by the hour (RELAY 1.3.5); each node counts what it serves. */
@Injectable()
export class LaunchLimits {
  /** Apart, so that many addresses cannot crowd out the counter of their key. */
  private readonly byKey = new Map<string, Counter>();
  private readonly byAddress = new Map<string, Counter>();

  constructor(
    private readonly alarms: LaunchAlarms,
    private readonly clock: Clock,
  ) {}

  /** Counts one more registration, if it may be made; the first refusal of an hour is an alarm. */
  admits(door: Door, keyHash: string, address: string): boolean {
    const { newPerKeyHour: perKey, newPerAddressHour } = door.settings;
    const newPerKeyHour = door.key?.isTest ? Math.min(perKey || testsPerHour, testsPerHour) : perKey;
    const ofKey = this.counter(this.byKey, keyHash);
    const ofAddress = this.counter(this.byAddress, `${keyHash} ${address}`);
    if (!this.below(ofKey, newPerKeyHour, 'package key', door) || !this.below(ofAddress, newPerAddressHour, 'address', door)) return false;
    ofKey.made++;
    ofAddress.made++;
    return true;
  }

  private below(counter: Counter, limit: number, what: string, door: Door): boolean {
    if (limit === 0 || counter.made < limit) return true;
    if (!counter.told) this.alarms.raise(door, 'flood', `more than ${limit} new registrations within an hour by one ${what}; more are refused`);
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
