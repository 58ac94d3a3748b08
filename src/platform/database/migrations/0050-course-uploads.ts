import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, createTable, integer, key, longText, moment, text } from './portable-schema';

export class CourseUploads0050 implements MigrationInterface {
  readonly name = 'CourseUploads0000000000051';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'course_uploads',
      { upload_key: key(), application_id: text(64), location: text(255).orNull, bytes_read: integer(), content_length: integer(), size: integer().orNull, created_at: moment() },
      { primary: ['upload_key'], unique: { uq_course_uploads_location: ['application_id', 'location'] }, index: { ix_course_uploads_created: ['created_at'] } },
    );
    await addColumn(runner, 'import_jobs', 'overlay', longText().orNull);
    await addColumn(runner, 'import_jobs', 'failure', text(64).orNull);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE import_jobs DROP COLUMN failure');
    await runner.query('ALTER TABLE import_jobs DROP COLUMN overlay');
    await runner.query('DROP TABLE course_uploads');
  }
}
