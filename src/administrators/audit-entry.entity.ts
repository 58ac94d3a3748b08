import { Entity, Index } from 'typeorm';
import { JsonColumn, KeyColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** One thing an administrator did. It is never changed, and goes only by its age (AUDIT_DAYS). */
@Entity('audit_entries')
@Index('ix_audit_entries_created', ['createdAt', 'entryKey'])
@Index('ix_audit_entries_application', ['applicationId', 'createdAt', 'entryKey'])
export class AuditEntry {
  @KeyColumn({ name: 'entry_key' }) entryKey!: string;
  /** `null`: about the installation. */
  @TextColumn(64, { name: 'application_id', nullable: true }) applicationId!: string | null;
  @TextColumn(26, { name: 'administrator_key', nullable: true }) administratorKey!: string | null;
  /** The mail address at that time. */
  @TextColumn(255) actor!: string;
  @TextColumn(128) action!: string;
  @TextColumn(255) subject!: string;
  /** Ids and numbers only. */
  @JsonColumn({ nullable: true }) detail!: Record<string, unknown> | null;
  @TextColumn(64) address!: string;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
