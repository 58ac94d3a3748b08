import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox, type OutboxFact } from '../platform/outbox/outbox';
import type { LaunchStep, RegistrationProgressed } from '../registrations/registrations.events';
import { logged } from './launch-log.rules';
import { LaunchRecord } from './launch-record.entity';
import { LaunchRecordRepository } from './launch-record.repository';

interface Step extends LaunchStep {
  rev: number;
}
const launchesAtOnce = 50;

/** Keeps the record of each launch behind its commits, which stay short; a commit told twice counts once. */
@Injectable()
export class RecordLaunches implements OnApplicationBootstrap {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly records: LaunchRecordRepository,
  ) {}

  /** After all features, so that those who wait for a commit hear of it first. */
  onApplicationBootstrap(): void {
    this.outbox.subscribe('registration.progressed', (facts) => this.follow(facts));
  }

  private async follow(facts: readonly OutboxFact[]): Promise<void> {
    const bySession = new Map<string, Step[]>();
    for (const { body } of facts) {
      const { launch, rev } = body as RegistrationProgressed;
      if (!launch) continue;
      const steps = bySession.get(launch.sessionKey);
      if (steps) steps.push({ ...launch, rev });
      else bySession.set(launch.sessionKey, [{ ...launch, rev }]);
    }
    const all = [...bySession];
    for (let from = 0; from < all.length; from += launchesAtOnce) await this.unit.run(() => this.record(all.slice(from, from + launchesAtOnce)));
  }

  private async record(launches: readonly [string, Step[]][]): Promise<void> {
    const known = await this.records.locked(launches.map(([sessionKey]) => sessionKey));
    const changed = launches.flatMap(([sessionKey, steps]) => {
      const before = known.get(sessionKey);
      const fresh = steps.filter(({ rev }) => before && rev > before.rev).sort((a, b) => a.rev - b.rev);
      const newest = fresh.at(-1);
      if (!before || !newest) return []; // the launch is gone, or was told before
      const { rev, completion, success, score, seconds, at, final } = newest;
      const log = fresh.reduce((lines, step) => logged(lines, step.rev, step), before.log);
      return [Object.assign(new LaunchRecord(), { sessionKey, instanceKey: before.instanceKey, rev, completion, success, score, seconds, updatedAt: at, exitAt: final ? at : null, log })];
    });
    await this.records.store(changed);
  }
}
