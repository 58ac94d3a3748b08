import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, key, longText, moment, text } from './portable-schema';

export class UnitLaunches0030 implements MigrationInterface {
  readonly name = 'UnitLaunches0000000000030';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner, 'unit_launches',
      {
        launch_key: key(), instance_key: key(), activity_id: longText(), claims: longText(), opened_at: moment(), fetched_at: moment().orNull, initialized_at: moment().orNull, heard_at: moment().orNull, ended_at: moment().orNull,
        verdict: text(16).orNull,
      },
      { primary: ['launch_key'], index: { ix_unit_launches_instance: ['instance_key', 'launch_key'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE unit_launches');
  }
}
