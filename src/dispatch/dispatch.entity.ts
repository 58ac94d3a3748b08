import { Entity, Index } from 'typeorm';
import { FlagColumn, IdColumn, IntegerColumn, JsonColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';
import { closedAt } from './relay/launch-checks.rules';

/** One course offered to one destination. Its key stands in shipped zips and never changes. */
@Entity('dispatches')
@Index('uq_dispatches_id', ['applicationId', 'id'], { unique: true })
@Index('uq_dispatches_pair', ['destinationKey', 'courseKey'], { unique: true })
@Index('ix_dispatches_updated', ['applicationId', 'updatedAt', 'dispatchKey'])
@Index('ix_dispatches_created', ['applicationId', 'createdAt', 'dispatchKey'])
@Index('ix_dispatches_course', ['courseKey'])
@Index('ix_dispatches_cap', ['applicationId', 'registrationCap'])
@Index('ix_dispatches_expires', ['applicationId', 'expiresAt'])
export class Dispatch {
  @KeyColumn({ name: 'dispatch_key' }) dispatchKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  /** Chosen by the caller. */
  @IdColumn() id!: string;
  @TextColumn(26, { name: 'destination_key' }) destinationKey!: string;
  @TextColumn(26, { name: 'course_key' }) courseKey!: string;
  @FlagColumn({ name: 'allow_new_registrations' }) allowNewRegistrations!: boolean;
  /** A known learner whose LMS shows no earlier attempt gets a new registration instance. */
  @FlagColumn() instanced!: boolean;
  /** 0 is without limit. */
  @IntegerColumn({ name: 'registration_cap' }) registrationCap!: number;
  @IntegerColumn({ name: 'registration_count' }) registrationCount!: number;
  @IntegerColumn({ name: 'learner_count' }) learnerCount!: number;
  /** Learners, whatever number of registrations they have; 0 and `null` are without limit. */
  @IntegerColumn({ name: 'learner_cap', nullable: true }) learnerCap!: number | null;
  /** How many days a learner may launch from the first launch on. */
  @IntegerColumn({ name: 'access_days', nullable: true }) accessDays!: number | null;
  /** Percents of a cap at which the vendor is told. */
  @JsonColumn({ name: 'warn_at', nullable: true }) warnAt!: number[] | null;
  /** New registrations get this version of the course; `null`: the newest. */
  @IntegerColumn({ name: 'pinned_version', nullable: true }) pinnedVersion!: number | null;
  /** So many percent of the learners get the newest version nevertheless. */
  @IntegerColumn({ name: 'newest_percent', nullable: true }) newestPercent!: number | null;
  @MomentColumn({ name: 'last_reset_at', nullable: true }) lastResetAt!: number | null;
  @MomentColumn({ name: 'starts_at', nullable: true }) startsAt!: number | null;
  @MomentColumn({ name: 'expires_at', nullable: true }) expiresAt!: number | null;
  @FlagColumn() enabled!: boolean;
  /** `null`: as the destination says. */
  @FlagColumn({ name: 'hash_user_info', nullable: true }) hashUserInfo!: boolean | null;
  @TextColumn(255, { nullable: true }) email!: string | null;
  @LongTextColumn({ nullable: true }) notes!: string | null;
  @JsonColumn({ name: 'post_back', nullable: true }) postBack!: Record<string, unknown> | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;

  /** Why nobody may launch at this moment, known learner or not (RELAY 1.5). */
  refusalAt(now: number): 'disabled' | 'not-started' | 'expired' | undefined {
    return closedAt(this, now);
  }
}
