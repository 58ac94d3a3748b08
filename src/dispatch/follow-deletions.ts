import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { RemoveDispatches } from './remove-dispatches';
import { SeatRepository } from './seats/seat.repository';
import { DispatchRepository } from './dispatch.repository';

const atOnce = 200;

/** Dispatches go with their course, and seats with their registration. */
@Injectable()
export class FollowDeletions implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly dispatches: DispatchRepository,
    private readonly remove: RemoveDispatches,
    private readonly seats: SeatRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('course.deleted', async (facts) => {
      for (const fact of facts) await this.followCourse(fact.subject);
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
