import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, flag, integer, key, longText, moment, text } from './portable-schema';

export class Invitations0006 implements MigrationInterface {
  readonly name = 'Invitations0000000000007';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'invitations',
      {
        invitation_key: key(), application_id: text(64), is_public: flag(), course_key: key(), creating_user_email: text(255), subject: text(1000).orNull, body: longText().orNull,
        locale: text(16).orNull, allow_launch: flag(), allow_new_registrations: flag(), registration_cap: integer(), registration_count: integer(), seat_at_launch: flag(),
        duplicates: text(24), asks_code: flag(), allowed_domains: longText().orNull, opens_at: moment().orNull, expires_at: moment().orNull, days_to_complete: integer().orNull,
        due_at: moment().orNull, time_zone: text(64), reminder_days: longText().orNull, sending: text(16), total_rows: integer(), revision: integer(), post_back: longText().orNull,
        link_hash: text(64).orNull, created_at: moment(), updated_at: moment(),
      },
      {
        primary: ['invitation_key'],
        unique: { uq_invitations_link: ['link_hash'] },
        index: {
          ix_invitations_updated: ['application_id', 'updated_at', 'invitation_key'], ix_invitations_created: ['application_id', 'created_at', 'invitation_key'],
          ix_invitations_kind_updated: ['application_id', 'is_public', 'updated_at', 'invitation_key'], ix_invitations_kind_created: ['application_id', 'is_public', 'created_at', 'invitation_key'],
          ix_invitations_course: ['course_key'],
        },
      },
    );
    await createTable(
      runner,
      'invitation_recipients',
      {
        recipient_key: key(), application_id: text(64), invitation_key: key(), course_key: key(), row_no: integer(), email: text(255), email_key: text(255),
        first_name: text(255).orNull, last_name: text(255).orNull, locale: text(16).orNull, fields: longText().orNull, state: text(16), error: text(500).orNull,
        link_version: integer(), link_hash: text(64), registration_key: text(26).orNull, registration_id: text(255).orNull, revoked_at: moment().orNull, started_at: moment().orNull,
        mailed_at: moment().orNull, reminders_sent: integer(), next_reminder_at: moment().orNull, created_at: moment(), updated_at: moment(),
      },
      {
        primary: ['recipient_key'],
        unique: { uq_invitation_recipients_link: ['link_hash'], uq_invitation_recipients_email: ['invitation_key', 'email_key'] },
        index: {
          ix_invitation_recipients_state: ['invitation_key', 'state'], ix_invitation_recipients_updated: ['invitation_key', 'updated_at', 'recipient_key'],
          ix_invitation_recipients_created: ['invitation_key', 'created_at', 'recipient_key'],
          ix_invitation_recipients_email: ['email_key', 'application_id', 'course_key'],
          ix_invitation_recipients_registration: ['registration_key'], ix_invitation_recipients_reminder: ['next_reminder_at'],
        },
      },
    );
    await createTable(
      runner,
      'invitation_parts',
      { part_key: key(), application_id: text(64), invitation_key: key(), first_row: integer(), row_count: integer(), rows_json: longText(), created_at: moment() },
      { primary: ['part_key'], index: { ix_invitation_parts_next: ['invitation_key', 'first_row'] } },
    );
    await createTable(
      runner,
      'invitation_row_errors',
      { invitation_key: key(), row_no: integer(), application_id: text(64), address: text(255), message: text(500) },
      { primary: ['invitation_key', 'row_no'] },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['invitation_row_errors', 'invitation_parts', 'invitation_recipients', 'invitations']) await runner.query(`DROP TABLE ${table}`);
  }
}
