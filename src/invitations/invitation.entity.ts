import { Entity, Index } from 'typeorm';
import { FlagColumn, IntegerColumn, JsonColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';
import { type InvitationRefusal, closedAt } from './invitation-state.rules';

export type DuplicateOption = 'FAIL' | 'INSTANCE_EXISTING' | 'SEND_EXISTING' | 'CREATE_NEW';
/** `none`: recipients get their links and registrations, and no mail. */
export type Sending = 'running' | 'paused' | 'cancelled' | 'none';

/** A course offered to people by link: a public one that anybody may join by, or private ones mailed to each recipient. */
@Entity('invitations')
@Index('uq_invitations_link', ['linkHash'], { unique: true })
@Index('ix_invitations_updated', ['applicationId', 'updatedAt', 'invitationKey'])
@Index('ix_invitations_created', ['applicationId', 'createdAt', 'invitationKey'])
@Index('ix_invitations_kind_updated', ['applicationId', 'isPublic', 'updatedAt', 'invitationKey'])
@Index('ix_invitations_kind_created', ['applicationId', 'isPublic', 'createdAt', 'invitationKey'])
@Index('ix_invitations_course', ['courseKey'])
export class Invitation {
  /** Also its id in the API. */
  @KeyColumn({ name: 'invitation_key' }) invitationKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @FlagColumn({ name: 'is_public' }) isPublic!: boolean;
  @TextColumn(26, { name: 'course_key' }) courseKey!: string;
  /** Whom learners ask; replies to the mails go there. */
  @TextColumn(255, { name: 'creating_user_email' }) creatingUserEmail!: string;
  @TextColumn(1000, { nullable: true }) subject!: string | null;
  @LongTextColumn({ nullable: true }) body!: string | null;
  @TextColumn(16, { nullable: true }) locale!: string | null;
  @FlagColumn({ name: 'allow_launch' }) allowLaunch!: boolean;
  @FlagColumn({ name: 'allow_new_registrations' }) allowNewRegistrations!: boolean;
  /** 0 is without limit. */
  @IntegerColumn({ name: 'registration_cap' }) registrationCap!: number;
  /** Registrations made through it, which is also the seats used. */
  @IntegerColumn({ name: 'registration_count' }) registrationCount!: number;
  /** A private recipient's registration is made, and counted, at the first start instead of at sending. */
  @FlagColumn({ name: 'seat_at_launch' }) seatAtLaunch!: boolean;
  @TextColumn(24) duplicates!: DuplicateOption;
  /** Who joins proves the address by a mailed code. */
  @FlagColumn({ name: 'asks_code' }) asksCode!: boolean;
  @JsonColumn({ name: 'allowed_domains', nullable: true }) allowedDomains!: string[] | null;
  /** Nobody joins and no mail leaves before it. */
  @MomentColumn({ name: 'opens_at', nullable: true }) opensAt!: number | null;
  @MomentColumn({ name: 'expires_at', nullable: true }) expiresAt!: number | null;
  /** Days from a learner's first start. */
  @IntegerColumn({ name: 'days_to_complete', nullable: true }) daysToComplete!: number | null;
  @MomentColumn({ name: 'due_at', nullable: true }) dueAt!: number | null;
  @TextColumn(64, { name: 'time_zone' }) timeZone!: string;
  /** Days relative to the due moment, such as [-7, -1, 3]. */
  @JsonColumn({ name: 'reminder_days', nullable: true }) reminderDays!: number[] | null;
  @TextColumn(16) sending!: Sending;
  /** Rows given so far, good and bad. */
  @IntegerColumn({ name: 'total_rows' }) totalRows!: number;
  /** Counts the changes of the due moment: the SEQUENCE of calendar entries. */
  @IntegerColumn() revision!: number;
  @JsonColumn({ name: 'post_back', nullable: true }) postBack!: Record<string, unknown> | null;
  @TextColumn(64, { name: 'link_hash', nullable: true }) linkHash!: string | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;

  /** Why nobody gets in at this moment. */
  refusalAt(now: number): InvitationRefusal | undefined {
    return closedAt(this, now);
  }
}
