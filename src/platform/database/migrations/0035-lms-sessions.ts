import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, flag, key, longText, moment, number, text } from './portable-schema';

export class LmsSessions0035 implements MigrationInterface {
  readonly name = 'LmsSessions0000000000036';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'lms_sessions',
      {
        lms_session_key: key(), session_key: key(), instance_key: key(), dispatch_key: key(), seat_key: key(), launch_hash: text(64), attempt_hash: text(64), sealed_service: longText().orNull, told: longText(), seconds: number(),
        left_at: moment().orNull, ended_at: moment().orNull, confirmed: flag(), last_error: text(500).orNull, created_at: moment(), updated_at: moment(),
      },
      {
        primary: ['lms_session_key'],
        index: { ix_lms_sessions_instance: ['instance_key'], ix_lms_sessions_dispatch: ['dispatch_key'], ix_lms_sessions_launch: ['launch_hash'], ix_lms_sessions_attempt: ['attempt_hash'] },
      },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lms_sessions');
  }
}
