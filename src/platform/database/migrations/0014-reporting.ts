import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from './portable-schema';

export class Reporting0014 implements MigrationInterface {
  readonly name = 'Reporting0000000000015';

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, 'registration_instances', 'ix_registration_instances_started', ['application_id', 'is_newest', 'first_access_at']);
    await createIndex(runner, 'registration_instances', 'ix_registration_instances_completed', ['application_id', 'is_newest', 'completed_at']);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['completed', 'started']) await dropIndex(runner, 'registration_instances', `ix_registration_instances_${name}`);
  }
}
