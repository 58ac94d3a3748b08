import { Entity, Index } from 'typeorm';
import { IdColumn, IntegerColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../database/portable-columns';

/** A mail that is still to be sent; what became of it is kept by the feature that asked for it. */
@Entity('mails')
@Index('ix_mails_ready', ['state', 'applicationId', 'dueAt'])
@Index('ix_mails_group', ['applicationId', 'groupKey'])
@Index('ix_mails_subject', ['applicationId', 'subjectKey'])
@Index('uq_mails_unique_key', ['applicationId', 'uniqueKey'], { unique: true })
export class Mail {
  /** Also the left half of its Message-ID, the same at every try. */
  @KeyColumn({ name: 'mail_key' }) mailKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(64) kind!: string;
  @IdColumn(255, { name: 'subject_key' }) subjectKey!: string;
  @IdColumn(255, { name: 'group_key', nullable: true }) groupKey!: string | null;
  @TextColumn(320) recipient!: string;
  @LongTextColumn({ nullable: true }) data!: string | null;
  @IdColumn(255, { name: 'unique_key', nullable: true }) uniqueKey!: string | null;
  /** ready (from `dueAt` on), sending (under a lease) or held. */
  @TextColumn(16) state!: string;
  @MomentColumn({ name: 'due_at' }) dueAt!: number;
  @IntegerColumn() attempts!: number;
  @MomentColumn({ name: 'first_tried_at', nullable: true }) firstTriedAt!: number | null;
  @TextColumn(64, { name: 'locked_by', nullable: true }) lockedBy!: string | null;
  @MomentColumn({ name: 'locked_until', nullable: true }) lockedUntil!: number | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
