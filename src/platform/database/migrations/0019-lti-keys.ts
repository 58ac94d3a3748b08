import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, longText, moment, text } from './portable-schema';

export class LtiKeys0019 implements MigrationInterface {
  readonly name = 'LtiKeys0000000000020';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'lti_tool_keys', { key_id: text(64), sealed_key: longText(), public_key: longText(), created_at: moment() }, { primary: ['key_id'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lti_tool_keys');
  }
}
