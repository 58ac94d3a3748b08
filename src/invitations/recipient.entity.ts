import { Entity, Index } from 'typeorm';
import { IdColumn, IntegerColumn, JsonColumn, KeyColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** queued: its mail waits; the others are ends, which a resend leaves again. `joined` came through a public link; `gone`: the registration was deleted. */
export type RecipientState = 'queued' | 'sent' | 'bounced' | 'failed' | 'suppressed' | 'cancelled' | 'joined' | 'gone';

/** One person of an invitation, with a link of their own. */
@Entity('invitation_recipients')
@Index('uq_invitation_recipients_link', ['linkHash'], { unique: true })
@Index('uq_invitation_recipients_email', ['invitationKey', 'emailKey'], { unique: true })
@Index('ix_invitation_recipients_state', ['invitationKey', 'state'])
@Index('ix_invitation_recipients_updated', ['invitationKey', 'updatedAt', 'recipientKey'])
@Index('ix_invitation_recipients_created', ['invitationKey', 'createdAt', 'recipientKey'])
@Index('ix_invitation_recipients_email', ['emailKey', 'applicationId', 'courseKey'])
@Index('ix_invitation_recipients_address', ['applicationId', 'emailKey', 'recipientKey'])
@Index('ix_invitation_recipients_registration', ['registrationKey'])
@Index('ix_invitation_recipients_reminder', ['nextReminderAt'])
export class Recipient {
  @KeyColumn({ name: 'recipient_key' }) recipientKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(26, { name: 'invitation_key' }) invitationKey!: string;
  @TextColumn(26, { name: 'course_key' }) courseKey!: string;
  /** From 1, in the order given. */
  @IntegerColumn({ name: 'row_no' }) rowNumber!: number;
  @TextColumn(255) email!: string;
  /** Lower-cased, to find the same address again. */
  @IdColumn(255, { name: 'email_key' }) emailKey!: string;
  @TextColumn(255, { name: 'first_name', nullable: true }) firstName!: string | null;
  @TextColumn(255, { name: 'last_name', nullable: true }) lastName!: string | null;
  @TextColumn(16, { nullable: true }) locale!: string | null;
  @JsonColumn({ nullable: true }) fields!: Record<string, string> | null;
  @TextColumn(16) state!: RecipientState;
  @TextColumn(500, { nullable: true }) error!: string | null;
  @IntegerColumn({ name: 'link_version' }) linkVersion!: number;
  @TextColumn(64, { name: 'link_hash' }) linkHash!: string;
  @TextColumn(26, { name: 'registration_key', nullable: true }) registrationKey!: string | null;
  @IdColumn(255, { name: 'registration_id', nullable: true }) registrationId!: string | null;
  @MomentColumn({ name: 'revoked_at', nullable: true }) revokedAt!: number | null;
  @MomentColumn({ name: 'started_at', nullable: true }) startedAt!: number | null;
  @MomentColumn({ name: 'mailed_at', nullable: true }) mailedAt!: number | null;
  @IntegerColumn({ name: 'reminders_sent' }) remindersSent!: number;
  @MomentColumn({ name: 'next_reminder_at', nullable: true }) nextReminderAt!: number | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
