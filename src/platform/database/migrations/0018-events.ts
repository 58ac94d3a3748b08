import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, createIndex, createTable, dropIndex, longText, moment, text } from './portable-schema';

export class Events0018 implements MigrationInterface {
  readonly name = 'Events0000000000019';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'postbacks', 'learner_id', text(255).orNull);
    await createIndex(runner, 'postbacks', 'ix_postbacks_learner', ['application_id', 'learner_id']);
    await createTable(runner, 'event_receivers', { application_id: text(64), url: longText(), types: longText().orNull, updated_at: moment() }, { primary: ['application_id'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE event_receivers');
    await dropIndex(runner, 'postbacks', 'ix_postbacks_learner');
    await runner.query('ALTER TABLE postbacks DROP COLUMN learner_id');
  }
}
