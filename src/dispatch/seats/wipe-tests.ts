import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Upkeep } from '../../platform/upkeep';
import { DeleteRegistration } from '../../registrations/delete-registration';
import { ReleasedSeatRepository } from './released-seat.repository';

const hourMs = 3_600_000;
const keptMs = 30 * 24 * hourMs;
const atOnce = 100;

/** Removes the registrations of test launches thirty days after they began. */
@Injectable()
export class WipeTests implements OnApplicationBootstrap {
  constructor(
    private readonly upkeep: Upkeep,
    private readonly unit: UnitOfWork,
    private readonly seats: ReleasedSeatRepository,
    private readonly registrations: DeleteRegistration,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.upkeep.every(hourMs, 'test launches', () => this.run());
  }

  /** Answers how many went. */
  async run(): Promise<number> {
    for (let wiped = 0; ; ) {
      const some = await this.unit.run(async () => {
        const found = await this.seats.testsBefore(this.clock.now() - keptMs, atOnce);
        for (const { applicationId, registrationKey } of found) await this.registrations.ofKeys(applicationId, [registrationKey]);
        await this.seats.remove(found.map(({ seatKey }) => seatKey));
        return found.length;
      });
      wiped += some;
      if (some < atOnce) return wiped;
    }
  }
}
