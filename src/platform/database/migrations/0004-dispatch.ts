import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, flag, integer, key, longText, moment, text } from './portable-schema';

export class Dispatch0004 implements MigrationInterface {
  readonly name = 'Dispatch0000000000005';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'tags',
      { application_id: text(64), kind: text(32), item_key: text(255), tag: text(255) },
      { primary: ['application_id', 'kind', 'item_key', 'tag'], index: { ix_tags_by_word: ['application_id', 'kind', 'tag', 'item_key'] } },
    );
    await createTable(
      runner,
      'destinations',
      {
        destination_key: key(), application_id: text(64), id: text(255), name: text(255), email: text(255).orNull, notes: longText().orNull,
        launch_auth: longText().orNull, lti13_data: longText().orNull, hash_user_info: flag(), preset: text(32), settings: longText().orNull,
        learner_secret: text(64), proof_seen_at: moment().orNull, created_at: moment(), updated_at: moment(),
      },
      {
        primary: ['destination_key'],
        unique: { uq_destinations_id: ['application_id', 'id'] },
        index: { ix_destinations_updated: ['application_id', 'updated_at', 'destination_key'], ix_destinations_created: ['application_id', 'created_at', 'destination_key'] },
      },
    );
    await createTable(
      runner,
      'dispatches',
      {
        dispatch_key: key(), application_id: text(64), id: text(255), destination_key: key(), course_key: key(), allow_new_registrations: flag(), instanced: flag(),
        registration_cap: integer(), registration_count: integer(), learner_count: integer(), last_reset_at: moment().orNull, starts_at: moment().orNull,
        expires_at: moment().orNull, enabled: flag(), hash_user_info: flag().orNull, email: text(255).orNull, notes: longText().orNull, post_back: longText().orNull,
        created_at: moment(), updated_at: moment(),
      },
      {
        primary: ['dispatch_key'],
        unique: { uq_dispatches_id: ['application_id', 'id'], uq_dispatches_pair: ['destination_key', 'course_key'] },
        index: {
          ix_dispatches_updated: ['application_id', 'updated_at', 'dispatch_key'], ix_dispatches_created: ['application_id', 'created_at', 'dispatch_key'],
          ix_dispatches_course: ['course_key'],
        },
      },
    );
    await this.seats(runner);
  }

  private async seats(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'dispatch_keys',
      { key_id: key(), dispatch_key: key(), key_hash: text(64), created_at: moment(), revoked_at: moment().orNull },
      { primary: ['key_id'], unique: { uq_dispatch_keys_hash: ['key_hash'] }, index: { ix_dispatch_keys_dispatch: ['dispatch_key'] } },
    );
    await createTable(
      runner,
      'seats',
      {
        seat_key: key(), application_id: text(64), dispatch_key: key(), learner_key: text(64), instance: integer(), registration_key: key(), instance_key: key(),
        proof_hash: text(64), launch_id: text(64), launched_at: moment(), proven_at: moment().orNull, alias_key: text(64).orNull, unproven: flag(),
        pointer_stored: flag(), acked_rev: integer().orNull, last_ack: longText().orNull, lms_prior: longText().orNull, lms_error: text(255).orNull, ticket_hash: text(64).orNull,
        created_at: moment(), updated_at: moment(),
      },
      { primary: ['seat_key'], unique: { uq_seats_learner: ['dispatch_key', 'learner_key', 'instance'] }, index: { ix_seats_registration: ['registration_key'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['seats', 'dispatch_keys', 'dispatches', 'destinations', 'tags']) await runner.query(`DROP TABLE ${table}`);
  }
}
