import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Outbox } from '../../platform/outbox/outbox';
import { toldEvent } from '../../platform/outbox/told-event';
import { PackageKeyRepository } from '../package/package-key.repository';
import type { Door } from './launch.report';

/** What a vendor should look at: a package in a new place, a pointer that proves nothing, a registration under a second learner id, more new learners than plausible, a launch from a site that is not allowed. */
type AlarmKind = 'new-origin' | 'forged-pointer' | 'alias' | 'flood' | 'wrong-site';

const flushMs = 250;
const quietMs = 3_600_000;
const rememberedMs = 86_400_000;
const mostRemembered = 100_000;

/** Tells of odd launches, in the log and as events. It works beside the launches, because a refused one is rolled back and none may wait for it. */
@Injectable()
export class LaunchAlarms implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('DispatchAlarm');
  /** When something was told or seen last. */
  private readonly last = new Map<string, number>();
  private waiting: (() => Promise<void>)[] = [];
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly keys: PackageKeyRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), flushMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** One event of a kind per dispatch and hour; each is in the log. */
  raise(door: Door, kind: AlarmKind, what: string): void {
    this.log.warn(`dispatch ${door.dispatchKey}: ${what}`);
    if (this.isRecent(`${kind} ${door.dispatchKey}`, quietMs)) return;
    const at = this.clock.now();
    this.waiting.push(() => this.unit.run(() => this.outbox.add(toldEvent(door.applicationId, 'dispatch.alarm', { at, data: { alarm: kind, dispatchId: door.dispatchId, detail: what } }))));
  }

  /** Remembers where a package was launched from; a place it was never seen at is an alarm where the destination lists its places. */
  sawOrigins(door: Door, origins: readonly string[]): void {
    const { key, dispatchKey, destinationKey, settings } = door;
    for (const origin of key ? origins : []) {
      if (this.isRecent(`${key?.keyId} ${origin}`, rememberedMs)) continue;
      const now = this.clock.now();
      this.waiting.push(async () => {
        const isNew = await this.unit.run(() => this.keys.sawOrigin({ keyId: key?.keyId ?? '', origin: origin.slice(0, 255), dispatchKey, destinationKey, firstSeenAt: now, lastSeenAt: now }));
        if (!isNew || settings.allowedOrigins.includes(origin)) return;
        if (settings.allowedOrigins.length) this.raise(door, 'new-origin', `it is used from ${origin}, which is not among the origins of its destination`);
        else this.log.log(`dispatch ${dispatchKey} is used from ${origin}, which was not seen before`);
      });
    }
  }

  private isRecent(name: string, ms: number): boolean {
    const now = this.clock.now();
    if (now - (this.last.get(name) ?? Number.NEGATIVE_INFINITY) < ms) return true;
    if (this.last.size >= mostRemembered) this.last.clear();
    this.last.set(name, now);
    return false;
  }

  private async flush(): Promise<void> {
    const work = this.waiting;
    this.waiting = [];
    for (const one of work) await one().catch((fault: unknown) => this.log.error(fault instanceof Error ? fault.message : String(fault)));
  }
}
