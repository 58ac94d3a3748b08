import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, longText, moment, text } from './portable-schema';

export class AnsweredRequests0015 implements MigrationInterface {
  readonly name = 'AnsweredRequests0000000000016';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'answered_requests',
      { application_id: text(64), key_hash: text(64), fingerprint: text(64), answer: longText().orNull, owner: text(64), locked_until: moment(), created_at: moment() },
      { primary: ['application_id', 'key_hash'], index: { ix_answered_requests_created: ['created_at'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE answered_requests');
  }
}
