import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, integer, key, moment, text } from './portable-schema';

export class DataExports0051 implements MigrationInterface {
  readonly name = 'DataExports0000000000052';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'data_exports',
      { export_id: key(), application_id: text(64), running_for: text(64).orNull, status: text(16), percent: integer(), created_at: moment(), ended_at: moment().orNull },
      { primary: ['export_id'], unique: { uq_data_exports_running: ['running_for'] }, index: { ix_data_exports_application: ['application_id', 'export_id'], ix_data_exports_status: ['status', 'ended_at'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE data_exports');
  }
}
