import { Entity, Index } from 'typeorm';
import { IntegerColumn, JsonColumn, KeyColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';
import type { RecipientRow } from './recipient-rows.rules';

/** Some rows of recipients that were accepted and wait to become recipients; gone once they are. */
@Entity('invitation_parts')
@Index('ix_invitation_parts_next', ['invitationKey', 'firstRow'])
export class RecipientPart {
  @KeyColumn({ name: 'part_key' }) partKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(26, { name: 'invitation_key' }) invitationKey!: string;
  @IntegerColumn({ name: 'first_row' }) firstRow!: number;
  @IntegerColumn({ name: 'row_count' }) rowCount!: number;
  @JsonColumn({ name: 'rows_json' }) rows!: RecipientRow[];
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
