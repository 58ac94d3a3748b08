import { Injectable } from '@nestjs/common';
import { MoreTokens, type Page, pageSize } from '../../platform/database/page-of-rows';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { invalidInput } from '../../platform/failure';
import { DestinationRepository } from '../destination.repository';
import { destinationUnknown, dispatchUnknown } from '../dispatch.failures';
import { DispatchRepository } from '../dispatch.repository';
import { type ListedSeat, ReleasedSeatRepository } from './released-seat.repository';
import { type LedgerRow, SeatLedgerRepository } from './seat-ledger.repository';

export type { ListedSeat } from './released-seat.repository';
export type { LedgerRow } from './seat-ledger.repository';
type Of = { dispatchId: string } | { destinationId: string };

/** The seats of a dispatch, and the ledger that each of its counts is the sum of. */
@Injectable()
export class FindSeats {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DispatchRepository,
    private readonly seats: ReleasedSeatRepository,
    private readonly entries: SeatLedgerRepository,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** Failures: dispatch-unknown. */
  run(applicationId: string, dispatchId: string, more?: string, size = pageSize): Promise<Page<ListedSeat>> {
    return this.unit.run(async () => {
      const { dispatchKey } = await this.dispatch(applicationId, dispatchId);
      const rows = await this.seats.list(dispatchKey, this.after('seats', dispatchKey, more), size);
      return this.moreTokens.page('seats', { of: dispatchKey }, rows, (row) => [row.createdAt, row.seatKey], size);
    });
  }

  /** The newest entry first. Failures: dispatch-unknown, destination-unknown. */
  ledger(applicationId: string, of: Of, more?: string, size = pageSize): Promise<Page<LedgerRow>> {
    return this.unit.run(async () => {
      const where = 'dispatchId' in of ? { dispatchKey: (await this.dispatch(applicationId, of.dispatchId)).dispatchKey } : { destinationKey: await this.destinationKey(applicationId, of.destinationId) };
      const key = Object.values(where)[0] ?? '';
      const rows = await this.entries.list(where, this.after('seat-ledger', key, more), size);
      return this.moreTokens.page('seat-ledger', { of: key }, rows, (row) => [row.createdAt, row.entryKey], size);
    });
  }

  private after(list: string, of: string, more: string | undefined): (string | number)[] | undefined {
    if (more === undefined) return undefined;
    const { query, after } = this.moreTokens.read<{ of: string }>(list, more);
    if (query.of !== of) throw invalidInput('more', 'is a token of another list; start again without it');
    return after;
  }

  private async dispatch(applicationId: string, id: string) {
    const found = await this.dispatches.find(applicationId, id);
    if (!found) throw dispatchUnknown(id);
    return found;
  }

  private async destinationKey(applicationId: string, id: string): Promise<string> {
    const found = await this.destinations.find(applicationId, id);
    if (!found) throw destinationUnknown(id);
    return found.destinationKey;
  }
}
