import { Entity } from 'typeorm';
import { IntegerColumn, TextColumn } from '../platform/database/portable-columns';

/** A row that became no recipient, and why. */
@Entity('invitation_row_errors')
export class RowError {
  @TextColumn(26, { name: 'invitation_key', primary: true }) invitationKey!: string;
  @IntegerColumn({ name: 'row_no', primary: true }) rowNumber!: number;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(255) address!: string;
  @TextColumn(500) message!: string;
}
