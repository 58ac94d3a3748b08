import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, flag, key, longText, moment, number, text } from './portable-schema';

export class Lti0017 implements MigrationInterface {
  readonly name = 'Lti0000000000018';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'lti_nonces', { nonce_hash: text(64), ends_at: moment() }, { primary: ['nonce_hash'], index: { ix_lti_nonces_end: ['ends_at'] } });
    await createTable(
      runner,
      'lti_results',
      { result_key: text(64), instance_key: key(), dispatch_key: key(), service: longText(), grade: number().orNull, confirmed: flag(), last_error: text(500).orNull, updated_at: moment() },
      { primary: ['result_key'], index: { ix_lti_results_instance: ['instance_key'], ix_lti_results_dispatch: ['dispatch_key'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['lti_results', 'lti_nonces']) await runner.query(`DROP TABLE ${table}`);
  }
}
