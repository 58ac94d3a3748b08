import { Entity, Index } from 'typeorm';
import { FlagColumn, IdColumn, IntegerColumn, JsonColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';
import { type DestinationPreset, type DestinationSettings, readDestinationSettings } from './destination-settings.rules';

/** One client's LMS: where dispatches of courses are sent to. */
@Entity('destinations')
@Index('uq_destinations_id', ['applicationId', 'id'], { unique: true })
@Index('ix_destinations_updated', ['applicationId', 'updatedAt', 'destinationKey'])
@Index('ix_destinations_created', ['applicationId', 'createdAt', 'destinationKey'])
export class Destination {
  @KeyColumn({ name: 'destination_key' }) destinationKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  /** Chosen by the caller. */
  @IdColumn() id!: string;
  @TextColumn(255) name!: string;
  @TextColumn(255, { nullable: true }) email!: string | null;
  @LongTextColumn({ nullable: true }) notes!: string | null;
  @JsonColumn({ name: 'launch_auth', nullable: true }) launchAuth!: Record<string, unknown> | null;
  @JsonColumn({ name: 'lti13_data', nullable: true }) lti13Data!: Record<string, unknown> | null;
  /** Learner ids are kept as keyed hashes and names not at all; a dispatch may say otherwise. */
  @FlagColumn({ name: 'hash_user_info' }) hashUserInfo!: boolean;
  @TextColumn(32) preset!: DestinationPreset;
  /** What was set by hand over the preset. */
  @JsonColumn({ nullable: true }) settings!: Partial<DestinationSettings> | null;
  /** For all dispatches together; 0 and `null` are without limit. */
  @IntegerColumn({ name: 'registration_cap', nullable: true }) registrationCap!: number | null;
  @IntegerColumn({ name: 'learner_cap', nullable: true }) learnerCap!: number | null;
  /** Counted while one of the caps is set (see recount-licence.ts). */
  @IntegerColumn({ name: 'registration_count', nullable: true }) registrationCount!: number | null;
  @IntegerColumn({ name: 'learner_count', nullable: true }) learnerCount!: number | null;
  @MomentColumn({ name: 'starts_at', nullable: true }) startsAt!: number | null;
  @MomentColumn({ name: 'expires_at', nullable: true }) expiresAt!: number | null;
  /** For dispatches that say nothing about it themselves. */
  @IntegerColumn({ name: 'access_days', nullable: true }) accessDays!: number | null;
  @JsonColumn({ name: 'warn_at', nullable: true }) warnAt!: number[] | null;
  /** Key of the hash that makes learner keys of learner ids. */
  @TextColumn(64, { name: 'learner_secret' }) learnerSecret!: string;
  /** When a learner first came back with a proof: this LMS keeps suspend_data, so from now on a proof is asked for. */
  @MomentColumn({ name: 'proof_seen_at', nullable: true }) proofSeenAt!: number | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;

  settingsInForce(): DestinationSettings {
    return readDestinationSettings(this.settings, this.preset);
  }
}
