import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Outbox } from '../../platform/outbox/outbox';
import type { InstancesDeleted } from '../../registrations/registrations.events';
import { LearnerSeatRepository } from './learner-seat.repository';

/** When one instance of a registration was deleted, its seat leads to the instance that stays, unless another seat does already. */
@Injectable()
export class FollowInstances implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly seats: LearnerSeatRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('instances.deleted', async (facts) => {
      for (const { body } of facts) await this.follow(body as InstancesDeleted);
    });
  }

  private async follow({ instanceKeys, stays }: InstancesDeleted): Promise<void> {
    if (!stays) return;
    await this.unit.run(async () => {
      const seats = await this.seats.ofRegistration(stays.registrationKey);
      let isTaken = seats.some((seat) => seat.instanceKey === stays.instanceKey);
      for (const { seatKey } of seats.filter((seat) => instanceKeys.includes(seat.instanceKey))) {
        await (isTaken ? this.seats.remove(seatKey) : this.seats.move(seatKey, stays.instanceKey));
        isTaken = true;
      }
    });
  }
}
