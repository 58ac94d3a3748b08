import { Entity, Index } from 'typeorm';
import { KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../database/portable-columns';

/** A whole message that was kept instead of sent, because there is no mail server. */
@Entity('kept_mails')
@Index('ix_kept_mails_newest', ['applicationId', 'createdAt', 'mailKey'])
@Index('ix_kept_mails_recipient', ['applicationId', 'recipient', 'createdAt', 'mailKey'])
export class KeptMail {
  @KeyColumn({ name: 'mail_key' }) mailKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  /** The address in lower case, to be found by. */
  @TextColumn(320) recipient!: string;
  @TextColumn(320) address!: string;
  @LongTextColumn() subject!: string;
  /** The rest as JSON. */
  @LongTextColumn() message!: string;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
