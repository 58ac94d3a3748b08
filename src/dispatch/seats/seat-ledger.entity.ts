import { Entity, Index } from 'typeorm';
import { IntegerColumn, KeyColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';
import type { LedgerKind } from './licence.rules';

/** One change of a count of seats. Entries are added and never changed, so that every count is the sum of its entries; only who took a seat is forgotten when a learner is erased. */
@Entity('seat_ledger')
@Index('ix_seat_ledger_dispatch', ['dispatchKey', 'createdAt', 'entryKey'])
@Index('ix_seat_ledger_destination', ['destinationKey', 'createdAt', 'entryKey'])
@Index('ix_seat_ledger_learner', ['learnerKey', 'destinationKey'])
@Index('ix_seat_ledger_application', ['applicationId'])
export class SeatLedgerEntry {
  @KeyColumn({ name: 'entry_key' }) entryKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(26, { name: 'destination_key' }) destinationKey!: string;
  @TextColumn(26, { name: 'dispatch_key' }) dispatchKey!: string;
  @TextColumn(26, { name: 'seat_key', nullable: true }) seatKey!: string | null;
  /** Keyed hash of the learner id. */
  @TextColumn(64, { name: 'learner_key', nullable: true }) learnerKey!: string | null;
  @TextColumn(16) kind!: LedgerKind;
  /** Change of the dispatch's registration count. */
  @IntegerColumn() registrations!: number;
  /** Change of the dispatch's learner count. */
  @IntegerColumn() learners!: number;
  /** Change of the destination's registration count, which resets of a dispatch leave alone. */
  @IntegerColumn() licensed!: number;
  @TextColumn(1000, { nullable: true }) reason!: string | null;
  /** The credential that did it; none for a launch. */
  @TextColumn(64, { nullable: true }) actor!: string | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
