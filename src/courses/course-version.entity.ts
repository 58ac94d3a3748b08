import { Entity, Index } from 'typeorm';
import { IntegerColumn, JsonColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';
import type { CourseStructure } from './manifests/course-structure.rules';

/** One import of a course: immutable files and structure. */
@Entity('course_versions')
@Index('uq_course_versions', ['courseKey', 'version'], { unique: true })
export class CourseVersion {
  @KeyColumn({ name: 'version_key' }) versionKey!: string;
  @TextColumn(26, { name: 'course_key' }) courseKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  /** From 0. */
  @IntegerColumn() version!: number;
  @TextColumn(255) title!: string;
  @TextColumn(32) standard!: string;
  @JsonColumn() structure!: CourseStructure;
  @JsonColumn() warnings!: string[];
  /** Path of the first page. */
  @LongTextColumn({ name: 'web_path' }) webPath!: string;
  @IntegerColumn({ name: 'file_count' }) fileCount!: number;
  @IntegerColumn({ name: 'byte_size' }) byteSize!: number;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
