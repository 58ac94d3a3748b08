import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, flag, integer, key, longText, moment, text } from './portable-schema';

export class Courses0002 implements MigrationInterface {
  readonly name = 'Courses0000000000003';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'courses',
      { course_key: key(), application_id: text(64), id: text(255), title: text(255), newest_version_key: key(), created_at: moment(), updated_at: moment() },
      {
        primary: ['course_key'],
        unique: { uq_courses_id: ['application_id', 'id'] },
        index: { ix_courses_created: ['application_id', 'created_at', 'course_key'], ix_courses_updated: ['application_id', 'updated_at', 'course_key'] },
      },
    );
    await createTable(
      runner,
      'course_versions',
      {
        version_key: key(), course_key: key(), application_id: text(64), version: integer(), title: text(255), standard: text(32), structure: longText(), warnings: longText(), web_path: longText(),
        file_count: integer(), byte_size: integer(), created_at: moment(), updated_at: moment(),
      },
      { primary: ['version_key'], unique: { uq_course_versions: ['course_key', 'version'] } },
    );
    await createTable(
      runner,
      'import_jobs',
      {
        job_id: key(), application_id: text(64), course_id: text(255), may_create_version: flag(), source_url: longText().orNull, status: text(16), stage: text(32), percent: integer(), message: longText().orNull,
        version_key: key().orNull, post_back_url: longText().orNull, created_at: moment(), ended_at: moment().orNull,
      },
      { primary: ['job_id'], index: { ix_import_jobs_ended: ['ended_at'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['import_jobs', 'course_versions', 'courses']) await runner.query(`DROP TABLE ${table}`);
  }
}
