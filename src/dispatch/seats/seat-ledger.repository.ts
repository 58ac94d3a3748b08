import { Injectable } from '@nestjs/common';
import { behind } from '../../platform/database/page-of-rows';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { newOrderedKey } from '../../platform/random-ids';
import type { LedgerKind } from './licence.rules';
import type { SeatLedgerEntry } from './seat-ledger.entity';

export type NewLedgerEntry = Omit<SeatLedgerEntry, 'entryKey'>;
export interface LedgerRow {
  entryKey: string;
  dispatchId: string | null;
  registrationId: string | null;
  seatKey: string | null;
  kind: LedgerKind;
  registrations: number;
  learners: number;
  licensed: number;
  reason: string | null;
  actor: string | null;
  createdAt: number;
}

const columns = ['entryKey', 'applicationId', 'destinationKey', 'dispatchKey', 'seatKey', 'learnerKey', 'kind', 'registrations', 'learners', 'licensed', 'reason', 'actor', 'createdAt'] as const;
const names = columns.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)).join(', ');
const atOnce = 200;
const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

@Injectable()
export class SeatLedgerRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async add(entries: readonly NewLedgerEntry[]): Promise<void> {
    for (let i = 0; i < entries.length; i += atOnce) {
      const rows = entries.slice(i, i + atOnce).map((entry) => ({ ...entry, entryKey: newOrderedKey() }));
      const values = rows.flatMap((row) => columns.map((column) => row[column]));
      await this.unit.execute(`INSERT INTO seat_ledger (${names}) VALUES ${rows.map(() => `(${marks(columns)})`).join(', ')}`, values);
    }
  }

  /** Whether a learner has a seat of any dispatch of the destination that counts. */
  async hasSeat(destinationKey: string, learnerKey: string): Promise<boolean> {
    const [row] = await this.unit.query<{ n: number | null }>('SELECT SUM(licensed) AS n FROM seat_ledger WHERE destination_key = ? AND learner_key = ?', [destinationKey, learnerKey]);
    return Number(row?.n ?? 0) > 0;
  }

  /** What the entries of a destination add up to. */
  async sumOfDestination(destinationKey: string): Promise<{ registrations: number; learners: number }> {
    const each = 'SELECT COALESCE(learner_key, seat_key) AS learner, SUM(licensed) AS n FROM seat_ledger WHERE destination_key = ? AND licensed <> 0 GROUP BY COALESCE(learner_key, seat_key)';
    const [row] = await this.unit.query<{ registrations: number | null; learners: number | null }>(
      `SELECT SUM(n) AS registrations, SUM(CASE WHEN n > 0 THEN 1 ELSE 0 END) AS learners FROM (${each}) AS taken`, [destinationKey],
    );
    return { registrations: Number(row?.registrations ?? 0), learners: Number(row?.learners ?? 0) };
  }

  /** The newest first; one row more than `limit`. */
  async list(where: { dispatchKey: string } | { destinationKey: string }, after: (string | number)[] | undefined, limit: number): Promise<LedgerRow[]> {
    const [column, value] = 'dispatchKey' in where ? ['dispatch_key', where.dispatchKey] : ['destination_key', where.destinationKey];
    const rest = after ? behind(['l.created_at', 'l.entry_key'], 'desc', after) : { sql: '1 = 1', parameters: [] };
    const rows = await this.unit.query<Record<string, string | number | null>>(
      `SELECT l.entry_key, d.id AS dispatch_id, r.id AS registration_id, l.seat_key, l.kind, l.registrations, l.learners, l.licensed, l.reason, l.actor, l.created_at
       FROM seat_ledger l LEFT JOIN dispatches d ON d.dispatch_key = l.dispatch_key LEFT JOIN seats s ON s.seat_key = l.seat_key LEFT JOIN registrations r ON r.registration_key = s.registration_key
       WHERE l.${column} = ? AND ${rest.sql} ORDER BY l.created_at DESC, l.entry_key DESC LIMIT ${limit + 1}`,
      [value, ...rest.parameters],
    );
    const text = (of: string | number | null | undefined) => (of == null ? null : String(of));
    return rows.map((row) => ({
      entryKey: String(row['entry_key']), dispatchId: text(row['dispatch_id']), registrationId: text(row['registration_id']), seatKey: text(row['seat_key']), kind: row['kind'] as LedgerKind,
      registrations: Number(row['registrations']), learners: Number(row['learners']), licensed: Number(row['licensed']), reason: text(row['reason']), actor: text(row['actor']), createdAt: Number(row['created_at']),
    }));
  }

  /** Forgets who took seats; the counts stay. */
  async forgetLearner(applicationId: string, learnerKeys: readonly string[]): Promise<void> {
    await this.unit.execute(`UPDATE seat_ledger SET learner_key = NULL WHERE +application_id = ? AND learner_key IN (${marks(learnerKeys)})`, [applicationId, ...learnerKeys]);
  }

  async forgetApplication(applicationId: string): Promise<void> {
    await this.unit.execute('DELETE FROM seat_ledger WHERE application_id = ?', [applicationId]);
  }
}
