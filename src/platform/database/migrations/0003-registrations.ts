import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, flag, integer, key, longText, moment, number, text } from './portable-schema';

export class Registrations0003 implements MigrationInterface {
  readonly name = 'Registrations0000000000004';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'registrations',
      {
        registration_key: key(), application_id: text(64), id: text(255), course_key: key(), learner_id: text(255), first_name: text(255).orNull, last_name: text(255).orNull,
        email: text(255).orNull, xapi_registration_id: text(36), dispatch_id: text(255).orNull, post_back: longText().orNull, newest_instance_key: key(), newest_instance: integer(), created_at: moment(),
      },
      {
        primary: ['registration_key'],
        unique: { uq_registrations_id: ['application_id', 'id'] },
        index: {
          ix_registrations_created: ['application_id', 'created_at', 'registration_key'], ix_registrations_learner: ['application_id', 'learner_id'], ix_registrations_course: ['course_key'],
        },
      },
    );
    await createTable(
      runner,
      'registration_instances',
      {
        instance_key: key(), registration_key: key(), application_id: text(64), instance: integer(), is_newest: flag(), version_key: key(), rev: integer(), epoch: integer(),
        completion: text(16), success: text(16), score: number().orNull, seconds: number(), location: text(255).orNull, first_access_at: moment().orNull, last_access_at: moment().orNull,
        completed_at: moment().orNull, created_at: moment(), updated_at: moment(), runtime: longText(),
      },
      {
        primary: ['instance_key'],
        unique: { uq_registration_instances: ['registration_key', 'instance'] },
        index: { ix_registration_instances_updated: ['application_id', 'is_newest', 'updated_at', 'instance_key'] },
      },
    );
    await createTable(
      runner,
      'sessions',
      {
        session_key: key(), instance_key: key(), application_id: text(64), epoch: integer(), link_id: text(64).orNull, mode: text(16), tracking: flag(), start_activity_id: text(255).orNull,
        redirect_url: longText().orNull, lang: text(35).orNull, opened_at: moment(),
      },
      { primary: ['session_key'], unique: { uq_sessions_link: ['link_id'] }, index: { ix_sessions_instance: ['instance_key', 'epoch'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sessions', 'registration_instances', 'registrations']) await runner.query(`DROP TABLE ${table}`);
  }
}
