import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, createIndex, createTable, dropIndex, key, longText, moment, text } from './portable-schema';

export class ApiKeys0052 implements MigrationInterface {
  readonly name = 'ApiKeys0000000000053';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'api_keys',
      { key_id: key(), application_id: text(64), name: text(255), start: text(32), hash: text(64), scopes: longText(), trusted_issuer: longText().orNull, sealed_secret: longText().orNull, expires_at: moment().orNull, created_at: moment() },
      { primary: ['key_id'], unique: { uq_api_keys_hash: ['hash'] }, index: { ix_api_keys_application: ['application_id', 'created_at', 'key_id'] } },
    );
    await createTable(
      runner,
      'postback_hooks',
      { hook_key: key(), application_id: text(64), url: longText(), event_type: text(64), sealed_secret: longText().orNull, created_at: moment() },
      { primary: ['hook_key'], index: { ix_postback_hooks_application: ['application_id', 'created_at', 'hook_key'] } },
    );
    await addColumn(runner, 'postbacks', 'hook_key', key().orNull);
    await createIndex(runner, 'import_jobs', 'ix_import_jobs_course', ['application_id', 'course_id', 'created_at']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'import_jobs', 'ix_import_jobs_course');
    await runner.query('ALTER TABLE postbacks DROP COLUMN hook_key');
    for (const table of ['postback_hooks', 'api_keys']) await runner.query(`DROP TABLE ${table}`);
  }
}
