import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { type NewSeat, SeatRepository } from './seat.repository';

/** Takes a seat for a launch that was accepted; unique per dispatch, learner and instance (RELAY 1.5). */
@Injectable()
export class ReserveSeat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly seats: SeatRepository,
  ) {}

  /**
   * Answers false when a new learner finds no seat left; the caller then rolls the unit back. Known learners are never refused.
   * The counter is changed last: its row is shared by all learners of the dispatch, so it is locked for the shortest time.
   */
  run(seat: NewSeat, newLearner: boolean): Promise<boolean> {
    return this.unit.run(async () => {
      await this.seats.add(seat);
      return this.seats.count(seat.dispatchKey, newLearner);
    });
  }
}
