import { Entity } from 'typeorm';
import { FlagColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** A tenant: everything else belongs to exactly one application. */
@Entity('applications')
export class Application {
  @TextColumn(64, { name: 'application_id', primary: true }) applicationId!: string;
  @TextColumn(255) name!: string;
  /** The realm's management application may call the application-management operations and no others. */
  @FlagColumn({ name: 'is_management' }) isManagement!: boolean;
  /** Absent: yes. */
  @FlagColumn({ name: 'allow_delete', nullable: true }) allowDelete!: boolean | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
