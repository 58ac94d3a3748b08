import { Entity, Index } from 'typeorm';
import { IntegerColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** What happened in one launch of a dispatch, for whoever supports it. Nothing personal: see docs/dispatch.md. */
@Entity('launch_timelines')
@Index('uq_launch_timelines_code', ['code'], { unique: true })
@Index('ix_launch_timelines_dispatch', ['dispatchKey', 'timelineKey'])
@Index('ix_launch_timelines_learner', ['applicationId', 'learnerKey'])
export class LaunchTimeline {
  @KeyColumn({ name: 'timeline_key' }) timelineKey!: string;
  /** What people quote. */
  @TextColumn(8) code!: string;
  /** Empty when nobody knows whose the dispatch was. */
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(26, { name: 'dispatch_key' }) dispatchKey!: string;
  /** Keyed hash of the learner id, so that it can be forgotten with the learner. */
  @TextColumn(64, { name: 'learner_key', nullable: true }) learnerKey!: string | null;
  /** Masked, such as `a…@…`. */
  @TextColumn(64) learner!: string;
  /** `accepted`, or why not. */
  @TextColumn(40) outcome!: string;
  @TextColumn(64, { name: 'package_version' }) packageVersion!: string;
  @TextColumn(255) origin!: string;
  @IntegerColumn({ name: 'entries_kept' }) entriesKept!: number;
  @IntegerColumn({ name: 'bytes_kept' }) bytesKept!: number;
  @Index('ix_launch_timelines_created')
  @MomentColumn({ name: 'created_at' })
  createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}

/** Some entries of a timeline, in the order of their keys. */
@Entity('launch_timeline_parts')
export class LaunchTimelinePart {
  @TextColumn(26, { name: 'timeline_key', primary: true }) timelineKey!: string;
  @TextColumn(26, { name: 'part_key', primary: true }) partKey!: string;
  @LongTextColumn() entries!: string;
}
