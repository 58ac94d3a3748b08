import { Entity, Index } from 'typeorm';
import { FlagColumn, IntegerColumn, JsonColumn, KeyColumn, LongTextColumn, MomentColumn, NumberColumn, TextColumn } from '../platform/database/portable-columns';
import type { EndedOverride, ResultOverride } from './result-override.rules';

/** One attempt at the course, bound to the course version it began on; the rolled-up result and the whole runtime state. */
@Entity('registration_instances')
@Index('uq_registration_instances', ['registrationKey', 'instance'], { unique: true })
@Index('ix_registration_instances_updated', ['applicationId', 'isNewest', 'updatedAt', 'instanceKey'])
@Index('ix_registration_instances_started', ['applicationId', 'isNewest', 'firstAccessAt'])
@Index('ix_registration_instances_completed', ['applicationId', 'isNewest', 'completedAt'])
export class RegistrationInstance {
  @KeyColumn({ name: 'instance_key' }) instanceKey!: string;
  @TextColumn(26, { name: 'registration_key' }) registrationKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  /** From 0. */
  @IntegerColumn() instance!: number;
  @FlagColumn({ name: 'is_newest' }) isNewest!: boolean;
  @TextColumn(26, { name: 'version_key' }) versionKey!: string;
  /** Counts the changes; issued here only, so that mirrors can tell old from new. */
  @IntegerColumn() rev!: number;
  /** Counts the launches; the newest one is active. */
  @IntegerColumn() epoch!: number;
  /** This, success, score and completedAt are what is told: what was set over the learner's own result, which follows from the runtime. */
  @TextColumn(16) completion!: string;
  @TextColumn(16) success!: string;
  /** Scaled, -1 to 1. */
  @NumberColumn({ nullable: true }) score!: number | null;
  @NumberColumn() seconds!: number;
  /** The bookmark of the activity opened last. */
  @TextColumn(255, { nullable: true }) location!: string | null;
  @MomentColumn({ name: 'first_access_at', nullable: true }) firstAccessAt!: number | null;
  @MomentColumn({ name: 'last_access_at', nullable: true }) lastAccessAt!: number | null;
  @MomentColumn({ name: 'completed_at', nullable: true }) completedAt!: number | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
  /** RuntimeState as JSON. */
  @LongTextColumn() runtime!: string;
  @JsonColumn({ name: 'result_override', nullable: true }) resultOverride!: ResultOverride | null;
  /** Those that were replaced or taken back, the newest first. */
  @JsonColumn({ name: 'ended_overrides', nullable: true }) endedOverrides!: EndedOverride[] | null;
}
