import { Entity } from 'typeorm';
import { IdColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../database/portable-columns';

/** A fact stored in the same transaction as the change it tells of, until every subscriber has heard it. */
@Entity('outbox_events')
export class OutboxEvent {
  @KeyColumn({ name: 'event_key' }) eventKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(64) kind!: string;
  @IdColumn() subject!: string;
  @LongTextColumn() body!: string;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
