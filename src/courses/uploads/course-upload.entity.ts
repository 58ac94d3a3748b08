import { Entity, Index } from 'typeorm';
import { IdColumn, IntegerColumn, KeyColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** A file that an application sent ahead, to be imported later; kept for a week. */
@Entity('course_uploads')
@Index('uq_course_uploads_location', ['applicationId', 'location'], { unique: true })
@Index('ix_course_uploads_created', ['createdAt'])
export class CourseUpload {
  @KeyColumn({ name: 'upload_key' }) uploadKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  /** Such as `default/course.zip`; absent until the file is whole. */
  @IdColumn(255, { nullable: true }) location!: string | null;
  @IntegerColumn({ name: 'bytes_read' }) bytesRead!: number;
  /** What was announced; 0 when nothing was. */
  @IntegerColumn({ name: 'content_length' }) contentLength!: number;
  @IntegerColumn({ nullable: true }) size!: number | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
