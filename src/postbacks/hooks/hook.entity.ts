import { Entity, Index } from 'typeorm';
import { KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';
import type { HookEvent } from './hook-events.rules';

/** An address that is told one kind of event. */
@Entity('postback_hooks')
@Index('ix_postback_hooks_application', ['applicationId', 'createdAt', 'hookKey'])
export class Hook {
  @KeyColumn({ name: 'hook_key' }) hookKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @LongTextColumn() url!: string;
  @TextColumn(64, { name: 'event_type' }) eventType!: HookEvent;
  /** What its messages are signed with, in a header of their own; absent: by the signature of all postbacks alone. */
  @LongTextColumn({ name: 'sealed_secret', nullable: true }) sealedSecret!: string | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
