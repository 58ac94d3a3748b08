import { Entity } from 'typeorm';
import { JsonColumn, LongTextColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** Where an application is told its events. */
@Entity('event_receivers')
export class EventReceiver {
  @TextColumn(64, { name: 'application_id', primary: true }) applicationId!: string;
  @LongTextColumn() url!: string;
  /** Those it wants; absent: all, also those that are still to come. */
  @JsonColumn({ nullable: true }) types!: string[] | null;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
