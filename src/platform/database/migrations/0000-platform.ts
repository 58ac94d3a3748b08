import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, integer, key, longText, moment, text } from './portable-schema';

export class Platform0000 implements MigrationInterface {
  readonly name = 'Platform0000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'outbox_events',
      { event_key: key(), application_id: text(64), kind: text(64), subject: text(255), body: longText(), created_at: moment() },
      { primary: ['event_key'] },
    );
    await createTable(
      runner,
      'jobs',
      {
        job_id: key(), kind: text(64), unique_key: text(255).orNull, payload: longText(), state: text(16), run_at: moment(),
        locked_by: text(64).orNull, locked_until: moment().orNull, attempts: integer(), last_error: longText().orNull, created_at: moment(),
      },
      { primary: ['job_id'], unique: { uq_jobs_unique_key: ['unique_key'] }, index: { ix_jobs_due: ['state', 'run_at'], ix_jobs_lease: ['state', 'locked_until'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['jobs', 'outbox_events']) await runner.query(`DROP TABLE ${table}`);
  }
}
