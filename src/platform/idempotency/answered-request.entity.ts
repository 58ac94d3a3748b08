import { Entity, Index } from 'typeorm';
import { LongTextColumn, MomentColumn, TextColumn } from '../database/portable-columns';

/** A request that came with a key of the caller's, and what it was answered. */
@Entity('answered_requests')
export class AnsweredRequest {
  @TextColumn(64, { name: 'application_id', primary: true }) applicationId!: string;
  @TextColumn(64, { name: 'key_hash', primary: true }) keyHash!: string;
  /** Of method, address and body. */
  @TextColumn(64) fingerprint!: string;
  /** Sealed, because an answer may hold a secret; none while the work is done. */
  @LongTextColumn({ nullable: true }) answer!: string | null;
  /** Who does the work, until when it counts as given up. */
  @TextColumn(64) owner!: string;
  @MomentColumn({ name: 'locked_until' }) lockedUntil!: number;
  @Index('ix_answered_requests_created')
  @MomentColumn({ name: 'created_at' })
  createdAt!: number;
}
