import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, flag, key, moment, text } from './portable-schema';

export class Applications0001 implements MigrationInterface {
  readonly name = 'Applications0000000000002';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'applications',
      { application_id: text(64), name: text(255), is_management: flag(), created_at: moment(), updated_at: moment() },
      { primary: ['application_id'] },
    );
    await createTable(
      runner,
      'credentials',
      { credential_id: key(), application_id: text(64), name: text(255), secret_hash: text(255), enabled: flag(), created_at: moment(), updated_at: moment() },
      { primary: ['credential_id'], index: { ix_credentials_application: ['application_id'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['credentials', 'applications']) await runner.query(`DROP TABLE ${table}`);
  }
}
