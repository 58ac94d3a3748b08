import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, integer, key, moment, text } from './portable-schema';

export class Learners0009 implements MigrationInterface {
  readonly name = 'Learners0000000000010';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'erasures',
      {
        erasure_key: key(), application_id: text(64), learner_hash: text(64), reports_to: text(320), registrations: integer(), instances: integer(), seats: integer(), recipients: integer(), mails: integer(),
        requested_at: moment(), ended_at: moment().orNull,
      },
      { primary: ['erasure_key'], index: { ix_erasures_learner: ['application_id', 'learner_hash'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE erasures');
  }
}
