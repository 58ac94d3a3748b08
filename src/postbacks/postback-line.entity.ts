import { Entity } from 'typeorm';
import { IntegerColumn, KeyColumn, TextColumn } from '../platform/database/portable-columns';

/** The postbacks of one registration go one after the other: the row is locked while the next one is chosen, and counts them. */
@Entity('postback_lines')
export class PostbackLine {
  @KeyColumn({ name: 'registration_key' }) registrationKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @IntegerColumn() sequence!: number;
}
