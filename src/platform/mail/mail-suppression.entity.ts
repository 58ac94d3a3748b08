import { Entity } from 'typeorm';
import { MomentColumn, TextColumn } from '../database/portable-columns';

/** An address an application sends no mail, or no reminders, to. */
@Entity('mail_suppressions')
export class MailSuppression {
  @TextColumn(64, { name: 'application_id', primary: true }) applicationId!: string;
  /** In lower case. */
  @TextColumn(320, { primary: true }) address!: string;
  /** all or reminders. */
  @TextColumn(16) scope!: string;
  @TextColumn(255) reason!: string;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
