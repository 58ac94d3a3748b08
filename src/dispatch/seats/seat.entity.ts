import { Entity, Index } from 'typeorm';
import { FlagColumn, IntegerColumn, JsonColumn, KeyColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** What the LMS last told us it holds for a learner. */
export interface LmsWord {
  status: string;
  score?: string;
}

/** One learner's attempt at one dispatch: the seat it took, the registration behind it, and what its LMS has confirmed. */
@Entity('seats')
@Index('uq_seats_learner', ['dispatchKey', 'learnerKey', 'instance'], { unique: true })
@Index('ix_seats_registration', ['registrationKey'])
@Index('ix_seats_learner', ['learnerKey'])
@Index('ix_seats_dispatch', ['dispatchKey', 'createdAt', 'seatKey'])
@Index('ix_seats_test', ['isTest', 'createdAt'])
export class Seat {
  @KeyColumn({ name: 'seat_key' }) seatKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(26, { name: 'dispatch_key' }) dispatchKey!: string;
  /** Keyed hash of the learner id. */
  @TextColumn(64, { name: 'learner_key' }) learnerKey!: string;
  /** Counts this learner's seats from 0. */
  @IntegerColumn() instance!: number;
  @TextColumn(26, { name: 'registration_key' }) registrationKey!: string;
  @TextColumn(26, { name: 'instance_key' }) instanceKey!: string;
  @TextColumn(64, { name: 'proof_hash' }) proofHash!: string;
  /** The newest launch; the same id again within ten minutes is a retry of it. */
  @TextColumn(64, { name: 'launch_id' }) launchId!: string;
  @MomentColumn({ name: 'launched_at' }) launchedAt!: number;
  /** When the LMS first gave the proof back. */
  @MomentColumn({ name: 'proven_at', nullable: true }) provenAt!: number | null;
  /** Another learner id that showed this seat's proof. */
  @TextColumn(64, { name: 'alias_key', nullable: true }) aliasKey!: string | null;
  /** The last launch came without a proof. */
  @FlagColumn() unproven!: boolean;
  /** The LMS read the pointer back as written. */
  @FlagColumn({ name: 'pointer_stored' }) pointerStored!: boolean;
  /** Newest revision the LMS took, of the instance's `rev`. */
  @IntegerColumn({ name: 'acked_rev', nullable: true }) ackedRev!: number | null;
  @JsonColumn({ name: 'last_ack', nullable: true }) lastAck!: LmsWord | null;
  /** What the LMS held that did not come from us and was left alone. */
  @JsonColumn({ name: 'lms_prior', nullable: true }) lmsPrior!: LmsWord | null;
  /** The LMS's error code of the last write, if it refused any. */
  @TextColumn(255, { name: 'lms_error', nullable: true }) lmsError!: string | null;
  /** Of the newest popup ticket, until it is used. */
  @TextColumn(64, { name: 'ticket_hash', nullable: true }) ticketHash!: string | null;
  /** Taken through a test package: it counts nowhere. */
  @FlagColumn({ name: 'is_test', nullable: true }) isTest!: boolean | null;
  /** The seat was taken away: it counts no longer and opens nothing. */
  @MomentColumn({ name: 'voided_at', nullable: true }) voidedAt!: number | null;
  /** The seat was given back: it counts no longer, and its learner goes on. */
  @MomentColumn({ name: 'refunded_at', nullable: true }) refundedAt!: number | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
