import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, createTable, integer, key, longText, moment } from './portable-schema';

export class CourseAssets0007 implements MigrationInterface {
  readonly name = 'CourseAssets0000000000008';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'course_file_changes',
      { change_key: key(), version_key: key(), revision: integer(), part: integer(), path: longText(), size: integer().orNull, folder: key().orNull, created_at: moment() },
      { primary: ['change_key'], unique: { uq_course_file_changes: ['version_key', 'revision', 'part'] }, index: { ix_course_file_changes_folder: ['folder'] } },
    );
    await addColumn(runner, 'import_jobs', 'media', longText().orNull);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE import_jobs DROP COLUMN media');
    await runner.query('DROP TABLE course_file_changes');
  }
}
