import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Clock } from '../../platform/clock';
import { JobQueue } from '../../platform/jobs/job-queue';
import { JobRunner } from '../../platform/jobs/job-runner';
import { SeatCountsRepository } from './seat-counts.repository';
import { SeatLedgerRepository } from './seat-ledger.repository';

const jobKind = 'recount-licence';
/** Longer than any launch that began while the destination did not count yet. */
const settledMs = 60_000;

/** A destination counts seats only while it has a cap, because its row is shared by all its launches. Its counters begin with what the ledger holds. */
@Injectable()
export class RecountLicence implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly jobs: JobQueue,
    private readonly runner: JobRunner,
    private readonly counts: SeatCountsRepository,
    private readonly ledger: SeatLedgerRepository,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.runner.handle(jobKind, ({ destinationKey }: { destinationKey: string }) => this.run(destinationKey));
  }

  /** Inside the unit that changed a cap: counts now, and again once the launches that did not know of the cap are through. */
  async begin(destinationKey: string): Promise<void> {
    await this.run(destinationKey);
    await this.jobs.add({ kind: jobKind, payload: { destinationKey }, runAt: this.clock.now() + settledMs });
  }

  run(destinationKey: string): Promise<void> {
    return this.unit.run(async () => {
      const destination = await this.counts.lockDestination(destinationKey);
      if (destination) await this.counts.setDestination(destinationKey, destination.counts ? await this.ledger.sumOfDestination(destinationKey) : null);
    });
  }
}
