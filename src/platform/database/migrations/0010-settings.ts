import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, longText, text } from './portable-schema';

export class Settings0010 implements MigrationInterface {
  readonly name = 'Settings0000000000011';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'settings', { application_id: text(64), item_key: text(64), kind: text(16), setting_id: text(128), value: longText() }, { primary: ['application_id', 'item_key', 'kind', 'setting_id'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE settings');
  }
}
