import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Outbox } from '../../platform/outbox/outbox';
import { toldEvent } from '../../platform/outbox/told-event';
import { type NewSeat, SeatRepository } from './seat.repository';

/** Takes a seat for a launch that was accepted; unique per dispatch, learner and instance (RELAY 1.5). */
@Injectable()
export class ReserveSeat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly seats: SeatRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Answers false when a new learner finds no seat left; the caller then rolls the unit back. Known learners are never refused.
   * The seat that is the last one is told as an event. The counter is changed last: its row is shared by all learners of the dispatch, so it is locked for the shortest time.
   */
  run(seat: NewSeat, newLearner: boolean, isCapped: boolean): Promise<boolean> {
    return this.unit.run(async () => {
      await this.seats.add(seat);
      if (!(await this.seats.count(seat.dispatchKey, newLearner))) return false;
      const full = isCapped ? await this.seats.fullDispatch(seat.dispatchKey) : undefined;
      if (full) await this.outbox.add(toldEvent(seat.applicationId, 'dispatch.limit_reached', { at: seat.now, data: full }));
      return true;
    });
  }
}
