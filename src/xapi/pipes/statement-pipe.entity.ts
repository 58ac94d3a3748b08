import { Entity } from 'typeorm';
import { IdColumn, LongTextColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** From where to where statements are to be forwarded. The endpoints hold passwords and are sealed whole. */
@Entity('xapi_statement_pipes')
export class StatementPipe {
  @TextColumn(64, { name: 'application_id', primary: true }) applicationId!: string;
  /** Made here, or the caller's choice by PUT. */
  @IdColumn(255, { name: 'pipe_id', primary: true }) pipeId!: string;
  /** Absent: this application's own statements. */
  @LongTextColumn({ name: 'sealed_source', nullable: true }) sealedSource!: string | null;
  @LongTextColumn({ name: 'sealed_target' }) sealedTarget!: string;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
