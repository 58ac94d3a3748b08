import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, flag, key, longText, moment, text } from './portable-schema';

export class XapiStatements0031 implements MigrationInterface {
  readonly name = 'XapiStatements0000000000031';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner, 'xapi_statements',
      {
        statement_key: key(), application_id: text(64), statement_id: text(36), instance_key: key(), course_key: key(), version_key: key(), learner_id: text(255), voided: flag(), stored_at: moment(), body: longText(),
      },
      {
        primary: ['statement_key'], unique: { uq_xapi_statements_id: ['instance_key', 'statement_id'] },
        index: {
          ix_xapi_statements_instance: ['instance_key', 'statement_key'], ix_xapi_statements_course: ['application_id', 'course_key', 'statement_key'], ix_xapi_statements_version: ['application_id', 'version_key', 'statement_key'],
        },
      },
    );
    await createTable(
      runner, 'xapi_documents',
      {
        document_key: text(64), place: text(64), application_id: text(64), instance_key: key().orNull, learner_id: text(255).orNull, document_id: longText(), content_type: text(255), content: longText(), etag: text(64), updated_at: moment(),
      },
      { primary: ['document_key'], index: { ix_xapi_documents_place: ['place', 'updated_at'], ix_xapi_documents_instance: ['instance_key'], ix_xapi_documents_learner: ['application_id', 'learner_id'] } },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE xapi_documents');
    await runner.query('DROP TABLE xapi_statements');
  }
}
