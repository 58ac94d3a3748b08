import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, flag } from './portable-schema';

export class ApplicationDeletion0012 implements MigrationInterface {
  readonly name = 'ApplicationDeletion0000000000013';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'applications', 'allow_delete', flag().orNull);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE applications DROP COLUMN allow_delete');
  }
}
