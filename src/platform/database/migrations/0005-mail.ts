import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, integer, key, longText, moment, text } from './portable-schema';

export class Mail0005 implements MigrationInterface {
  readonly name = 'Mail0000000000006';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'mails',
      {
        mail_key: key(), application_id: text(64), kind: text(64), subject_key: text(255), group_key: text(255).orNull, recipient: text(320), data: longText().orNull,
        unique_key: text(255).orNull, state: text(16), due_at: moment(), attempts: integer(), first_tried_at: moment().orNull, locked_by: text(64).orNull, locked_until: moment().orNull, created_at: moment(),
      },
      {
        primary: ['mail_key'],
        unique: { uq_mails_unique_key: ['application_id', 'unique_key'] },
        index: {
          ix_mails_ready: ['state', 'application_id', 'due_at'], ix_mails_group: ['application_id', 'group_key'], ix_mails_subject: ['application_id', 'subject_key'],
        },
      },
    );
    await createTable(
      runner,
      'kept_mails',
      { mail_key: key(), application_id: text(64), recipient: text(320), address: text(320), subject: longText(), message: longText(), created_at: moment() },
      {
        primary: ['mail_key'],
        index: { ix_kept_mails_newest: ['application_id', 'created_at', 'mail_key'], ix_kept_mails_recipient: ['application_id', 'recipient', 'created_at', 'mail_key'] },
      },
    );
    await createTable(
      runner,
      'mail_suppressions',
      { application_id: text(64), address: text(320), scope: text(16), reason: text(255), created_at: moment() },
      { primary: ['application_id', 'address'] },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['mail_suppressions', 'kept_mails', 'mails']) await runner.query(`DROP TABLE ${table}`);
  }
}
