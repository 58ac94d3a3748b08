import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, createIndex, createTable, dropIndex, flag, integer, key, longText, moment, text } from './portable-schema';

const added = {
  dispatches: { learner_cap: integer().orNull, access_days: integer().orNull, warn_at: longText().orNull, pinned_version: integer().orNull, newest_percent: integer().orNull },
  destinations: {
    registration_cap: integer().orNull, learner_cap: integer().orNull, registration_count: integer().orNull, learner_count: integer().orNull, starts_at: moment().orNull, expires_at: moment().orNull,
    access_days: integer().orNull, warn_at: longText().orNull,
  },
  seats: { is_test: flag().orNull, voided_at: moment().orNull, refunded_at: moment().orNull },
  dispatch_keys: { is_test: flag().orNull },
} as const;

/** Seats that were taken before there was a ledger, and what else their dispatches had counted. */
const opening = [
  `INSERT INTO seat_ledger (entry_key, application_id, destination_key, dispatch_key, seat_key, learner_key, kind, registrations, learners, licensed, reason, actor, created_at)
   SELECT s.seat_key, s.application_id, d.destination_key, s.dispatch_key, s.seat_key, s.learner_key, 'taken', 1, CASE WHEN s.instance = 0 THEN 1 ELSE 0 END, 1, NULL, NULL, s.created_at
   FROM seats s JOIN dispatches d ON d.dispatch_key = s.dispatch_key`,
  `INSERT INTO seat_ledger (entry_key, application_id, destination_key, dispatch_key, seat_key, learner_key, kind, registrations, learners, licensed, reason, actor, created_at)
   SELECT d.dispatch_key, d.application_id, d.destination_key, d.dispatch_key, NULL, NULL, 'opening', d.registration_count - COALESCE(l.registrations, 0), d.learner_count - COALESCE(l.learners, 0), 0, NULL, NULL, d.updated_at
   FROM dispatches d LEFT JOIN (SELECT dispatch_key, SUM(registrations) AS registrations, SUM(learners) AS learners FROM seat_ledger GROUP BY dispatch_key) l ON l.dispatch_key = d.dispatch_key
   WHERE d.registration_count <> COALESCE(l.registrations, 0) OR d.learner_count <> COALESCE(l.learners, 0)`,
];

export class Licences0020 implements MigrationInterface {
  readonly name = 'Licences0000000000021';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(added)) for (const [name, column] of Object.entries(columns)) await addColumn(runner, table, name, column);
    await createIndex(runner, 'seats', 'ix_seats_learner', ['learner_key']);
    await createIndex(runner, 'seats', 'ix_seats_dispatch', ['dispatch_key', 'created_at', 'seat_key']);
    await createIndex(runner, 'seats', 'ix_seats_test', ['is_test', 'created_at']);
    await createTable(
      runner,
      'seat_ledger',
      {
        entry_key: key(), application_id: text(64), destination_key: key(), dispatch_key: key(), seat_key: key().orNull, learner_key: text(64).orNull, kind: text(16), registrations: integer(), learners: integer(),
        licensed: integer(), reason: text(1000).orNull, actor: text(64).orNull, created_at: moment(),
      },
      {
        primary: ['entry_key'],
        index: {
          ix_seat_ledger_dispatch: ['dispatch_key', 'created_at', 'entry_key'], ix_seat_ledger_destination: ['destination_key', 'created_at', 'entry_key'],
          ix_seat_ledger_learner: ['learner_key', 'destination_key'], ix_seat_ledger_application: ['application_id'],
        },
      },
    );
    await createTable(
      runner,
      'package_origins',
      { key_id: key(), origin: text(255), dispatch_key: key(), destination_key: key(), first_seen_at: moment(), last_seen_at: moment() },
      { primary: ['key_id', 'origin'], index: { ix_package_origins_destination: ['destination_key'], ix_package_origins_dispatch: ['dispatch_key'] } },
    );
    for (const sql of opening) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE package_origins');
    await runner.query('DROP TABLE seat_ledger');
    for (const name of ['ix_seats_learner', 'ix_seats_dispatch', 'ix_seats_test']) await dropIndex(runner, 'seats', name);
    for (const [table, columns] of Object.entries(added)) for (const name of Object.keys(columns)) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${name}`);
  }
}
