import { Entity, Index } from 'typeorm';
import { IdColumn, IntegerColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/**
 * `waiting` (for its moment, or for a further try), `sending` (claimed by a process), `delivered`, `failed` (after the last try, or 410), `superseded` (a newer state of the
 * same instance went instead), `dropped` (there is no address or no registration any more).
 */
export type PostbackState = 'waiting' | 'sending' | 'delivered' | 'failed' | 'superseded' | 'dropped';

/** One message to a receiver (the results of a registration, or an event, which has no instance); from its first try on its body never changes. */
@Entity('postbacks')
@Index('uq_postbacks_open', ['openKey'], { unique: true })
@Index('ix_postbacks_ready', ['state', 'host', 'dueAt'])
@Index('ix_postbacks_line', ['registrationKey', 'state'])
@Index('ix_postbacks_created', ['applicationId', 'createdAt', 'postbackKey'])
@Index('ix_postbacks_state', ['applicationId', 'state', 'createdAt', 'postbackKey'])
@Index('ix_postbacks_registration', ['applicationId', 'registrationId', 'createdAt', 'postbackKey'])
@Index('ix_postbacks_finished', ['finishedAt'])
@Index('ix_postbacks_learner', ['applicationId', 'learnerId'])
export class Postback {
  /** With `msg_` before it the webhook-id. */
  @KeyColumn({ name: 'postback_key' }) postbackKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(26, { name: 'registration_key' }) registrationKey!: string;
  @IdColumn(255, { name: 'registration_id' }) registrationId!: string;
  /** Whom it tells of. */
  @IdColumn(255, { name: 'learner_id', nullable: true }) learnerId!: string | null;
  @TextColumn(26, { name: 'instance_key' }) instanceKey!: string;
  @IntegerColumn() instance!: number;
  @TextColumn(64) kind!: string;
  /** The instance as long as newer states still join this message: until its first try. */
  @TextColumn(26, { name: 'open_key', nullable: true }) openKey!: string | null;
  @TextColumn(16) state!: PostbackState;
  /** Host and port of the receiver, by which turns are taken. */
  @TextColumn(255) host!: string;
  @MomentColumn({ name: 'due_at' }) dueAt!: number;
  /** In this round: a replay begins a new one. */
  @IntegerColumn() attempts!: number;
  /** In all rounds. */
  @IntegerColumn() tries!: number;
  /** Its place among the postbacks of the registration, given when it first leaves. */
  @IntegerColumn({ nullable: true }) sequence!: number | null;
  @LongTextColumn({ nullable: true }) body!: string | null;
  /** `json` or `xml`. */
  @TextColumn(8, { nullable: true }) content!: string | null;
  @IntegerColumn({ name: 'last_status', nullable: true }) lastStatus!: number | null;
  @TextColumn(500, { name: 'last_error', nullable: true }) lastError!: string | null;
  @TextColumn(64, { name: 'locked_by', nullable: true }) lockedBy!: string | null;
  @MomentColumn({ name: 'locked_until', nullable: true }) lockedUntil!: number | null;
  /** The hook that wants this event; absent for results and for the one address of events. */
  @TextColumn(26, { name: 'hook_key', nullable: true }) hookKey!: string | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'finished_at', nullable: true }) finishedAt!: number | null;
}
