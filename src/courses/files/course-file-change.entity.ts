import { Entity, Index } from 'typeorm';
import { IntegerColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** One file of a version that was put, replaced or removed after the import; rows are only ever added. */
@Entity('course_file_changes')
@Index('uq_course_file_changes', ['versionKey', 'revision', 'part'], { unique: true })
@Index('ix_course_file_changes_folder', ['folder'])
export class CourseFileChange {
  @KeyColumn({ name: 'change_key' }) changeKey!: string;
  @TextColumn(26, { name: 'version_key' }) versionKey!: string;
  /** From 1; 0 is the version as it was imported. */
  @IntegerColumn() revision!: number;
  /** Several files change in one revision when an earlier one is brought back. */
  @IntegerColumn() part!: number;
  @LongTextColumn() path!: string;
  /** Bytes; absent when the file was removed. */
  @IntegerColumn({ nullable: true }) size!: number | null;
  /** Where its bytes are kept; the version's own key when they are those of the import. */
  @TextColumn(26, { nullable: true }) folder!: string | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
