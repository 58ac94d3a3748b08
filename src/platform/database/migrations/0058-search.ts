import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from './portable-schema';

const indexes: [table: string, name: string, columns: string[]][] = [
  ['registrations', 'ix_registrations_email', ['application_id', 'email', 'registration_key']],
  ['invitation_recipients', 'ix_invitation_recipients_address', ['application_id', 'email_key', 'recipient_key']],
];

/** To find people by their mail address. */
export class Search0058 implements MigrationInterface {
  readonly name = 'Search0000000000059';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, name, columns] of indexes) await createIndex(runner, table, name, columns);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, name] of indexes) await dropIndex(runner, table, name);
  }
}
