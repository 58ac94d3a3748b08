import { Entity, Index } from 'typeorm';
import { FlagColumn, IdColumn, IntegerColumn, JsonColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';
import type { MediaRequest } from './media.rules';

/** Files that go over those of a version, instead of a new one. */
export interface Overlay {
  version: number;
  /** As the sender calls it. */
  fileName?: string;
}
export type ImportStatus = 'RUNNING' | 'COMPLETE' | 'ERROR';
export type ImportStage = 'waiting' | 'fetching' | 'checking' | 'unpacking' | 'publishing' | 'done';

/** How an import goes; readable for a week after its end. */
@Entity('import_jobs')
@Index('ix_import_jobs_ended', ['endedAt'])
@Index('ix_import_jobs_course', ['applicationId', 'courseId', 'createdAt'])
@Index('ix_import_jobs_status', ['applicationId', 'status', 'endedAt'])
export class ImportJob {
  @KeyColumn({ name: 'job_id' }) jobId!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @IdColumn(255, { name: 'course_id' }) courseId!: string;
  @FlagColumn({ name: 'may_create_version' }) mayCreateVersion!: boolean;
  /** Where the package is fetched from; absent for an upload. */
  @LongTextColumn({ name: 'source_url', nullable: true }) sourceUrl!: string | null;
  /** Absent for a package. */
  @JsonColumn({ nullable: true }) media!: MediaRequest | null;
  /** Absent for an import. */
  @JsonColumn({ nullable: true }) overlay!: Overlay | null;
  @TextColumn(16) status!: ImportStatus;
  @TextColumn(32) stage!: ImportStage;
  @IntegerColumn() percent!: number;
  @LongTextColumn({ nullable: true }) message!: string | null;
  /** Code of the refusal it ended with. */
  @TextColumn(64, { nullable: true }) failure!: string | null;
  @TextColumn(26, { name: 'version_key', nullable: true }) versionKey!: string | null;
  @LongTextColumn({ name: 'post_back_url', nullable: true }) postBackUrl!: string | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'ended_at', nullable: true }) endedAt!: number | null;

  /** It ended because the package is none, not because something went wrong here. */
  get isRefused(): boolean {
    return this.status === 'ERROR' && (this.failure === 'package-refused' || this.failure === 'archive-refused');
  }
}
