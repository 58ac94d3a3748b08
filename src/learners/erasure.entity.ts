import { Entity, Index } from 'typeorm';
import { IntegerColumn, KeyColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** The receipt of an erasure: what was erased, without telling of whom. */
@Entity('erasures')
@Index('ix_erasures_learner', ['applicationId', 'learnerHash'])
export class Erasure {
  /** The number of the receipt. */
  @KeyColumn({ name: 'erasure_key' }) erasureKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  /** Keyed hash of the learner id: proves whom it was about to somebody who knows the id. */
  @TextColumn(64, { name: 'learner_hash' }) learnerHash!: string;
  /** Mail address that is told of the end. */
  @TextColumn(320, { name: 'reports_to' }) reportsTo!: string;
  @IntegerColumn() registrations!: number;
  @IntegerColumn() instances!: number;
  @IntegerColumn() seats!: number;
  @IntegerColumn() recipients!: number;
  /** Queued and kept ones. */
  @IntegerColumn() mails!: number;
  @MomentColumn({ name: 'requested_at' }) requestedAt!: number;
  @MomentColumn({ name: 'ended_at', nullable: true }) endedAt!: number | null;
}
