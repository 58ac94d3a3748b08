import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, integer, key, longText, moment, text } from './portable-schema';

export class Postbacks0013 implements MigrationInterface {
  readonly name = 'Postbacks0000000000014';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'postbacks',
      {
        postback_key: key(), application_id: text(64), registration_key: key(), registration_id: text(255), instance_key: key(), instance: integer(), kind: text(64), open_key: key().orNull,
        state: text(16), host: text(255), due_at: moment(), attempts: integer(), tries: integer(), sequence: integer().orNull, body: longText().orNull, content: text(8).orNull, last_status: integer().orNull,
        last_error: text(500).orNull, locked_by: text(64).orNull, locked_until: moment().orNull, created_at: moment(), finished_at: moment().orNull,
      },
      {
        primary: ['postback_key'],
        unique: { uq_postbacks_open: ['open_key'] },
        index: {
          ix_postbacks_ready: ['state', 'host', 'due_at'], ix_postbacks_line: ['registration_key', 'state'], ix_postbacks_created: ['application_id', 'created_at', 'postback_key'],
          ix_postbacks_state: ['application_id', 'state', 'created_at', 'postback_key'], ix_postbacks_registration: ['application_id', 'registration_id', 'created_at', 'postback_key'],
          ix_postbacks_finished: ['finished_at'],
        },
      },
    );
    await createTable(
      runner,
      'postback_attempts',
      { postback_key: key(), attempt: integer(), at: moment(), milliseconds: integer(), address: text(500), status: integer().orNull, error: text(500).orNull, answer: text(500).orNull },
      { primary: ['postback_key', 'attempt'] },
    );
    await createTable(runner, 'postback_lines', { registration_key: key(), application_id: text(64), sequence: integer() }, { primary: ['registration_key'] });
    await createTable(runner, 'postback_secrets', { application_id: text(64), version: integer(), rotated_at: moment(), previous_until: moment() }, { primary: ['application_id'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['postback_secrets', 'postback_lines', 'postback_attempts', 'postbacks']) await runner.query(`DROP TABLE ${table}`);
  }
}
