import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, createTable, integer, key, longText, moment, number, text } from './portable-schema';

export class LaunchHistory0008 implements MigrationInterface {
  readonly name = 'LaunchHistory0000000000009';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'sessions', 'launch_values', longText().orNull);
    await createTable(
      runner,
      'launch_records',
      {
        session_key: key(), instance_key: key(), rev: integer(), completion: text(16), success: text(16), score: number().orNull, seconds: number(), updated_at: moment(),
        exit_at: moment().orNull, history_log: longText(),
      },
      { primary: ['session_key'], index: { ix_launch_records_instance: ['instance_key'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE launch_records');
    await runner.query('ALTER TABLE sessions DROP COLUMN launch_values');
  }
}
