import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, longText } from './portable-schema';

export class SealedSecrets0046 implements MigrationInterface {
  readonly name = 'SealedSecrets0000000000047';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'credentials', 'sealed_secret', longText().orNull);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE credentials DROP COLUMN sealed_secret');
  }
}
