import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropIndex, flag, text } from './portable-schema';

/** Who an administrator is at the OpenID provider. */
export class ProviderIdentities0056 implements MigrationInterface {
  readonly name = 'ProviderIdentities0000000000057';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'administrators', 'identity_hash', text(64).orNull);
    await addColumn(runner, 'administrators', 'is_by_groups', flag().orNull);
    await runner.query('CREATE UNIQUE INDEX uq_administrators_identity ON administrators (identity_hash)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'administrators', 'uq_administrators_identity');
    for (const column of ['is_by_groups', 'identity_hash']) await runner.query(`ALTER TABLE administrators DROP COLUMN ${column}`);
  }
}
