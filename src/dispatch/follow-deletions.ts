import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { RemoveDispatches } from './remove-dispatches';
import { SeatLedgerRepository } from './seats/seat-ledger.repository';
import { SeatRepository } from './seats/seat.repository';
import { DispatchRepository } from './dispatch.repository';

const atOnce = 200;

/** Dispatches go with their course, seats with their registration, and the ledger with its application. */
@Injectable()
export class FollowDeletions implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly dispatches: DispatchRepository,
    private readonly remove: RemoveDispatches,
    private readonly seats: SeatRepository,
    private readonly ledger: SeatLedgerRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('course.deleted', async (facts) => {
      for (const fact of facts) await this.followCourse(fact.subject);
    });
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.unit.run(() => this.ledger.forgetApplication(applicationId));
    });
    this.outbox.subscribe('registration.deleted', async (facts) => {
      for (const fact of facts) await this.unit.run(() => this.seats.removeOf(fact.subject));
    });
  }

  private async followCourse(courseKey: string): Promise<void> {
    for (let removed = atOnce; removed === atOnce; )
      removed = await this.unit.run(async () => {
        const found = await this.dispatches.keysOfCourse(courseKey, atOnce);
        for (const { applicationId, dispatchKey } of found) await this.remove.run(applicationId, [dispatchKey]);
        return found.length;
      });
  }
}
