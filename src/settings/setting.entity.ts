import { Entity } from 'typeorm';
import { LongTextColumn, TextColumn } from '../platform/database/portable-columns';

/** One value of one setting at one level; `kind` is the level, `itemKey` what it is set on ('' for the application itself). */
@Entity('settings')
export class Setting {
  @TextColumn(64, { name: 'application_id', primary: true }) applicationId!: string;
  @TextColumn(64, { name: 'item_key', primary: true }) itemKey!: string;
  @TextColumn(16, { primary: true }) kind!: string;
  @TextColumn(128, { name: 'setting_id', primary: true }) settingId!: string;
  @LongTextColumn() value!: string;
}
