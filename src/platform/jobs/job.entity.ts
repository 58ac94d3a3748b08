import { Entity, Index } from 'typeorm';
import { IdColumn, IntegerColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../database/portable-columns';

/** A piece of work that survives a crash: claimed under a lease, tried again when the lease runs out. */
@Entity('jobs')
@Index('ix_jobs_due', ['state', 'runAt'])
@Index('ix_jobs_lease', ['state', 'lockedUntil'])
@Index('uq_jobs_unique_key', ['uniqueKey'], { unique: true })
export class Job {
  @KeyColumn({ name: 'job_id' }) jobId!: string;
  @TextColumn(64) kind!: string;
  @IdColumn(255, { name: 'unique_key', nullable: true }) uniqueKey!: string | null;
  @LongTextColumn() payload!: string;
  /** ready, running, again (running, and asked for once more) or dead; a finished job is gone. */
  @TextColumn(16) state!: string;
  @MomentColumn({ name: 'run_at' }) runAt!: number;
  @TextColumn(64, { name: 'locked_by', nullable: true }) lockedBy!: string | null;
  @MomentColumn({ name: 'locked_until', nullable: true }) lockedUntil!: number | null;
  @IntegerColumn() attempts!: number;
  @LongTextColumn({ name: 'last_error', nullable: true }) lastError!: string | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
