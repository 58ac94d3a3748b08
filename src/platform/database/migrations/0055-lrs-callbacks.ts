import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, longText, text } from './portable-schema';

export class LrsCallbacks0055 implements MigrationInterface {
  readonly name = 'LrsCallbacks0000000000056';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'lrs_callbacks', { application_id: text(64), url: longText() }, { primary: ['application_id'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lrs_callbacks');
  }
}
