import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, flag, integer, key, longText, moment, text } from './portable-schema';

export class Administrators0053 implements MigrationInterface {
  readonly name = 'Administrators0000000000054';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'administrators',
      {
        administrator_key: key(), email: text(255), name: text(255), language: text(8).orNull, password_hash: text(255).orNull, is_installation_owner: flag(), roles: longText(), origin: text(16).orNull,
        link_hash: text(64).orNull, link_until: moment().orNull, totp_secret: longText().orNull, totp_offered: longText().orNull, totp_step: integer().orNull, last_seen_at: moment().orNull, created_at: moment(), updated_at: moment(),
      },
      { primary: ['administrator_key'], unique: { uq_administrators_email: ['email'], uq_administrators_origin: ['origin'], uq_administrators_link: ['link_hash'] } },
    );
    await createTable(runner, 'administrator_recovery_codes', { administrator_key: key(), code_hash: text(64) }, { primary: ['administrator_key', 'code_hash'] });
    await createTable(
      runner,
      'console_sessions',
      { session_key: key(), token_hash: text(64), administrator_key: key(), address: text(64), browser: text(255), created_at: moment(), last_seen_at: moment() },
      { primary: ['session_key'], unique: { uq_console_sessions_token: ['token_hash'] }, index: { ix_console_sessions_administrator: ['administrator_key', 'created_at'], ix_console_sessions_seen: ['last_seen_at'] } },
    );
    await createTable(
      runner,
      'audit_entries',
      { entry_key: key(), application_id: text(64).orNull, administrator_key: key().orNull, actor: text(255), action: text(128), subject: text(255), detail: longText().orNull, address: text(64), created_at: moment() },
      { primary: ['entry_key'], index: { ix_audit_entries_created: ['created_at', 'entry_key'], ix_audit_entries_application: ['application_id', 'created_at', 'entry_key'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['audit_entries', 'console_sessions', 'administrator_recovery_codes', 'administrators']) await runner.query(`DROP TABLE ${table}`);
  }
}
