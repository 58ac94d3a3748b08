import { Entity, Index } from 'typeorm';
import { IntegerColumn, JsonColumn, KeyColumn, MomentColumn, NumberColumn, TextColumn } from '../platform/database/portable-columns';
import type { LogLine } from './launch-log.rules';

/** What came of one launch so far, as its commits told; absent until the first one. The launch itself is the session. */
@Entity('launch_records')
@Index('ix_launch_records_instance', ['instanceKey'])
export class LaunchRecord {
  @KeyColumn({ name: 'session_key' }) sessionKey!: string;
  @TextColumn(26, { name: 'instance_key' }) instanceKey!: string;
  /** Revision of the instance that it tells of; an older one changes nothing any more. */
  @IntegerColumn() rev!: number;
  @TextColumn(16) completion!: string;
  @TextColumn(16) success!: string;
  @NumberColumn({ nullable: true }) score!: number | null;
  /** Spent in this launch. */
  @NumberColumn() seconds!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
  /** When the content ended; absent while it is open, or when it never said so. */
  @MomentColumn({ name: 'exit_at', nullable: true }) exitAt!: number | null;
  @JsonColumn({ name: 'history_log' }) log!: LogLine[];
}
