import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { SeatCountsRepository } from './seat-counts.repository';
import { SeatLedgerRepository } from './seat-ledger.repository';
import { type NewSeat, SeatRepository } from './seat.repository';
import { TellLicenceUse } from './tell-licence-use';

export interface SeatTaken {
  seat: NewSeat;
  destinationKey: string;
  /** The learner has no seat at the dispatch: caps count. */
  newcomer: boolean;
  /** The learner has no seat at the dispatch that counts; 1 or 0. */
  learners: number;
  /** Whether the dispatch, and all of the destination together, have a cap. */
  capped: { dispatch: boolean; destination: boolean };
}

/** Takes a seat for a launch that was accepted; unique per dispatch, learner and instance (RELAY 1.5). A seat of a test is taken and not counted. */
@Injectable()
export class ReserveSeat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly seats: SeatRepository,
    private readonly counts: SeatCountsRepository,
    private readonly ledger: SeatLedgerRepository,
    private readonly tell: TellLicenceUse,
  ) {}

  /**
   * Answers false when a newcomer finds no seat left; the caller then rolls the unit back. Known learners are never refused.
   * The counters are changed last: their rows are shared by all learners, so they are locked for the shortest time.
   */
  run(taken: SeatTaken): Promise<boolean> {
    const { seat, destinationKey, newcomer, learners, capped } = taken;
    return this.unit.run(async () => {
      await this.seats.add(seat);
      if (seat.isTest) return true;
      if (!(await this.counts.ofDispatch(seat.dispatchKey, newcomer, learners))) return false;
      const atDestination = capped.destination ? await this.countAtDestination(taken) : { admitted: true, learners: 0 };
      if (!atDestination.admitted) return false;
      const { applicationId, dispatchKey, seatKey, learnerKey, now } = seat;
      await this.ledger.add([{ applicationId, destinationKey, dispatchKey, seatKey, learnerKey, kind: 'taken', registrations: 1, learners, licensed: 1, reason: null, actor: null, createdAt: now }]);
      if (capped.dispatch || capped.destination) await this.tell.run({ applicationId, dispatchKey, now, newLearner: { dispatch: learners > 0, destination: atDestination.learners > 0 }, capped });
      return true;
    });
  }

  private async countAtDestination({ seat, destinationKey, newcomer }: SeatTaken): Promise<{ admitted: boolean; learners: number }> {
    if (!(await this.counts.ofDestination(destinationKey, newcomer))) return { admitted: false, learners: 0 };
    if (await this.ledger.hasSeat(destinationKey, seat.learnerKey)) return { admitted: true, learners: 0 };
    return { admitted: await this.counts.learnerOfDestination(destinationKey, newcomer), learners: 1 };
  }
}
