import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, flag, key, longText, moment, text } from './portable-schema';

export class Xapi0011 implements MigrationInterface {
  readonly name = 'Xapi0000000000012';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'xapi_credentials',
      {
        credential_id: key(), application_id: text(64), name: text(255), info: longText().orNull, sealed_secret: longText(), enabled: flag(), auth_type: text(16), permissions_level: text(16),
        created_at: moment(), updated_at: moment(),
      },
      {
        primary: ['credential_id'],
        index: { ix_xapi_credentials_updated: ['application_id', 'updated_at', 'credential_id'], ix_xapi_credentials_created: ['application_id', 'created_at', 'credential_id'] },
      },
    );
    await createTable(
      runner,
      'xapi_statement_pipes',
      { application_id: text(64), pipe_id: text(255), sealed_source: longText().orNull, sealed_target: longText(), created_at: moment(), updated_at: moment() },
      { primary: ['application_id', 'pipe_id'] },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['xapi_statement_pipes', 'xapi_credentials']) await runner.query(`DROP TABLE ${table}`);
  }
}
