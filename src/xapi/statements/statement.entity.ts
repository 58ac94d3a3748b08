import { Entity, Index } from 'typeorm';
import { FlagColumn, IdColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** One xAPI statement of a registration instance, as it was taken; its key sorts by when. */
@Entity('xapi_statements')
@Index('uq_xapi_statements_id', ['instanceKey', 'statementId'], { unique: true })
@Index('ix_xapi_statements_instance', ['instanceKey', 'statementKey'])
@Index('ix_xapi_statements_course', ['applicationId', 'courseKey', 'statementKey'])
@Index('ix_xapi_statements_version', ['applicationId', 'versionKey', 'statementKey'])
export class StoredStatement {
  @KeyColumn({ name: 'statement_key' }) statementKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(36, { name: 'statement_id' }) statementId!: string;
  @TextColumn(26, { name: 'instance_key' }) instanceKey!: string;
  @TextColumn(26, { name: 'course_key' }) courseKey!: string;
  @TextColumn(26, { name: 'version_key' }) versionKey!: string;
  @IdColumn(255, { name: 'learner_id' }) learnerId!: string;
  @FlagColumn() voided!: boolean;
  @MomentColumn({ name: 'stored_at' }) storedAt!: number;
  /** The statement as JSON. */
  @LongTextColumn() body!: string;
}
