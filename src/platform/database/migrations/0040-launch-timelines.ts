import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, integer, key, longText, moment, text } from './portable-schema';

export class LaunchTimelines0040 implements MigrationInterface {
  readonly name = 'LaunchTimelines0000000000041';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'launch_timelines',
      {
        timeline_key: key(), code: text(8), application_id: text(64), dispatch_key: key(), learner_key: text(64).orNull, learner: text(64), outcome: text(40), package_version: text(64), origin: text(255),
        entries_kept: integer(), bytes_kept: integer(), created_at: moment(), updated_at: moment(),
      },
      { primary: ['timeline_key'], unique: { uq_launch_timelines_code: ['code'] }, index: { ix_launch_timelines_dispatch: ['dispatch_key', 'timeline_key'], ix_launch_timelines_learner: ['application_id', 'learner_key'], ix_launch_timelines_created: ['created_at'] } },
    );
    await createTable(runner, 'launch_timeline_parts', { timeline_key: key(), part_key: key(), entries: longText() }, { primary: ['timeline_key', 'part_key'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['launch_timeline_parts', 'launch_timelines']) await runner.query(`DROP TABLE ${table}`);
  }
}
