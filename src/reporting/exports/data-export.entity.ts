import { Entity, Index } from 'typeorm';
import { IntegerColumn, KeyColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';
import type { ExportStatus } from './export-state.rules';

/** One export of all data of an application; its file lies in the storage under its id. */
@Entity('data_exports')
@Index('uq_data_exports_running', ['runningFor'], { unique: true })
@Index('ix_data_exports_application', ['applicationId', 'exportId'])
@Index('ix_data_exports_status', ['status', 'endedAt'])
export class DataExport {
  /** Sorts by the time of making. */
  @KeyColumn({ name: 'export_id' }) exportId!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  /** The application while it runs, so that no second one can begin. */
  @TextColumn(64, { name: 'running_for', nullable: true }) runningFor!: string | null;
  @TextColumn(16) status!: ExportStatus;
  @IntegerColumn() percent!: number;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'ended_at', nullable: true }) endedAt!: number | null;
}
