import { Entity } from 'typeorm';
import { LongTextColumn, TextColumn } from '../platform/database/portable-columns';

/** The address that an application named for questions about who may write statements. */
@Entity('lrs_callbacks')
export class LrsCallback {
  @TextColumn(64, { name: 'application_id', primary: true }) applicationId!: string;
  @LongTextColumn() url!: string;
}
