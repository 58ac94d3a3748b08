import { Entity, Index } from 'typeorm';
import { FlagColumn, IdColumn, IntegerColumn, JsonColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

export type SessionMode = 'direct' | 'dispatch' | 'review' | 'preview';

export interface LaunchValue {
  item: string;
  value: string;
}

/** One launch: a learner at work in one instance. */
@Entity('sessions')
@Index('uq_sessions_link', ['linkId'], { unique: true })
@Index('ix_sessions_instance', ['instanceKey', 'epoch'])
export class Session {
  @KeyColumn({ name: 'session_key' }) sessionKey!: string;
  @TextColumn(26, { name: 'instance_key' }) instanceKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @IntegerColumn() epoch!: number;
  /** Of the launch link that opened it; opening the link again within its life leads back here. */
  @TextColumn(64, { name: 'link_id', nullable: true }) linkId!: string | null;
  @TextColumn(16) mode!: SessionMode;
  /** False: nothing of this session is stored. */
  @FlagColumn() tracking!: boolean;
  @IdColumn(255, { name: 'start_activity_id', nullable: true }) startActivityId!: string | null;
  @LongTextColumn({ name: 'redirect_url', nullable: true }) redirectUrl!: string | null;
  @TextColumn(35, { nullable: true }) lang!: string | null;
  /** Name and value pairs that the caller sent along with the launch. */
  @JsonColumn({ name: 'launch_values', nullable: true }) launchValues!: LaunchValue[] | null;
  @MomentColumn({ name: 'opened_at' }) openedAt!: number;
}
