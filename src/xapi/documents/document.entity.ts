import { Entity, Index } from 'typeorm';
import { IdColumn, LongTextColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** A document that content keeps: state of its own, or a profile of an activity or of the learner. */
@Entity('xapi_documents')
@Index('ix_xapi_documents_place', ['place', 'updatedAt'])
@Index('ix_xapi_documents_instance', ['instanceKey'])
@Index('ix_xapi_documents_learner', ['applicationId', 'learnerId'])
export class XapiDocument {
  /** Hash of place and id. */
  @TextColumn(64, { name: 'document_key', primary: true }) documentKey!: string;
  /** Hash of whose and what it is. */
  @TextColumn(64) place!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  /** Of state. */
  @TextColumn(26, { name: 'instance_key', nullable: true }) instanceKey!: string | null;
  /** Of a learner's profile. */
  @IdColumn(255, { name: 'learner_id', nullable: true }) learnerId!: string | null;
  @LongTextColumn({ name: 'document_id' }) documentId!: string;
  @TextColumn(255, { name: 'content_type' }) contentType!: string;
  /** In base64: content may be of any kind. */
  @LongTextColumn() content!: string;
  @TextColumn(64) etag!: string;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
