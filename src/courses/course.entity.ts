import { Entity, Index } from 'typeorm';
import { IdColumn, KeyColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** A course under an id of the caller's choice; it exists as soon as its first version is published. */
@Entity('courses')
@Index('uq_courses_id', ['applicationId', 'id'], { unique: true })
@Index('ix_courses_created', ['applicationId', 'createdAt', 'courseKey'])
@Index('ix_courses_updated', ['applicationId', 'updatedAt', 'courseKey'])
export class Course {
  @KeyColumn({ name: 'course_key' }) courseKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @IdColumn() id!: string;
  @TextColumn(255) title!: string;
  @TextColumn(26, { name: 'newest_version_key' }) newestVersionKey!: string;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
