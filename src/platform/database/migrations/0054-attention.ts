import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from './portable-schema';

const indexes: [table: string, name: string, columns: string[]][] = [
  ['import_jobs', 'ix_import_jobs_status', ['application_id', 'status', 'ended_at']],
  ['dispatches', 'ix_dispatches_cap', ['application_id', 'registration_cap']],
  ['dispatches', 'ix_dispatches_expires', ['application_id', 'expires_at']],
];

/** For what the console shows first. */
export class Attention0054 implements MigrationInterface {
  readonly name = 'Attention0000000000055';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, name, columns] of indexes) await createIndex(runner, table, name, columns);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, name] of indexes) await dropIndex(runner, table, name);
  }
}
