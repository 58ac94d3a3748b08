import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { dispatchUnknown, seatReleased, seatUnknown } from '../dispatch.failures';
import { DispatchRepository } from '../dispatch.repository';
import { RecountLicence } from './recount-licence';
import { type ReleasableSeat, ReleasedSeatRepository } from './released-seat.repository';
import { type LockedCounter, SeatCountsRepository } from './seat-counts.repository';
import { SeatLedgerRepository } from './seat-ledger.repository';

export interface SeatRelease {
  applicationId: string;
  dispatchId: string;
  seatKey: string;
  /** `voided`: the seat opens nothing any more; `refunded`: its learner goes on without it being counted. */
  how: 'voided' | 'refunded';
  reason: string;
  actor: string;
}

/** Takes a seat out of the count, for a reason that the ledger keeps. */
@Injectable()
export class ReleaseSeat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly dispatches: DispatchRepository,
    private readonly seats: ReleasedSeatRepository,
    private readonly counts: SeatCountsRepository,
    private readonly ledger: SeatLedgerRepository,
    private readonly recount: RecountLicence,
    private readonly clock: Clock,
  ) {}

  /** Failures: dispatch-unknown, seat-unknown, seat-released (it was voided, or refunded and now to be refunded again). */
  run({ applicationId, dispatchId, seatKey, how, reason, actor }: SeatRelease): Promise<void> {
    return this.unit.run(async () => {
      const dispatch = await this.dispatches.find(applicationId, dispatchId);
      if (!dispatch) throw dispatchUnknown(dispatchId);
      const { dispatchKey, destinationKey } = dispatch;
      const [counter] = await this.counts.locked([dispatchKey]);
      const seat = await this.seats.find(dispatchKey, seatKey);
      if (!seat || !counter) throw seatUnknown(seatKey);
      const now = this.clock.now();
      if (!(await this.seats.release(seatKey, how, now))) throw seatReleased(seatKey);
      const change = await this.lower(seat, { seatKey, dispatchKey, counter });
      await this.ledger.add([{ applicationId, destinationKey, dispatchKey, seatKey, learnerKey: seat.learnerKey, kind: how, ...change, reason, actor, createdAt: now }]);
      await this.recount.run(destinationKey);
    });
  }

  /** What the ledger says of it. A seat that was taken before the counter was reset is no part of it any more. */
  private async lower(seat: ReleasableSeat, at: { seatKey: string; dispatchKey: string; counter: LockedCounter }): Promise<{ registrations: number; learners: number; licensed: number }> {
    if (seat.isTest || seat.refundedAt !== null) return { registrations: 0, learners: 0, licensed: 0 };
    const { lastResetAt, registrations: count } = at.counter;
    const registrations = count > 0 && (lastResetAt === null || seat.createdAt > lastResetAt) ? -1 : 0;
    const learners = (await this.seats.hasOther(at.dispatchKey, seat.learnerKey, at.seatKey)) ? 0 : -1;
    await this.counts.change(at.dispatchKey, registrations, learners);
    return { registrations, learners, licensed: -1 };
  }
}
