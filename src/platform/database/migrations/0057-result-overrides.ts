import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, longText } from './portable-schema';

const columns = ['result_override', 'ended_overrides'];

export class ResultOverrides0057 implements MigrationInterface {
  readonly name = 'ResultOverrides0000000000058';

  async up(runner: QueryRunner): Promise<void> {
    for (const name of columns) await addColumn(runner, 'registration_instances', name, longText().orNull);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of columns) await runner.query(`ALTER TABLE registration_instances DROP COLUMN ${name}`);
  }
}
