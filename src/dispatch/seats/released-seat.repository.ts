import { Injectable } from '@nestjs/common';
import { behind } from '../../platform/database/page-of-rows';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { Seat } from './seat.entity';

export type ReleasableSeat = Pick<Seat, 'learnerKey' | 'createdAt' | 'refundedAt'> & { isTest: boolean };
export interface ListedSeat {
  seatKey: string;
  registrationId: string | null;
  learnerId: string | null;
  instance: number;
  isTest: boolean;
  createdAt: number;
  launchedAt: number;
  voidedAt: number | null;
  refundedAt: number | null;
}

const orNull = (value: unknown): number | null => (value == null ? null : Number(value));

/** Seats as those see them who count them. */
@Injectable()
export class ReleasedSeatRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async find(dispatchKey: string, seatKey: string): Promise<ReleasableSeat | undefined> {
    const [row] = await this.unit.query<{ learner_key: string; created_at: number; refunded_at: number | null; is_test: number | null }>(
      'SELECT learner_key, created_at, refunded_at, is_test FROM seats WHERE seat_key = ? AND dispatch_key = ?', [seatKey, dispatchKey],
    );
    return row && { learnerKey: row.learner_key, createdAt: Number(row.created_at), refundedAt: orNull(row.refunded_at), isTest: Boolean(Number(row.is_test ?? 0)) };
  }

  /** False when that was done before. */
  async release(seatKey: string, how: 'voided' | 'refunded', now: number): Promise<boolean> {
    const condition = how === 'voided' ? 'voided_at IS NULL' : 'voided_at IS NULL AND refunded_at IS NULL';
    return (await this.unit.execute(`UPDATE seats SET ${how}_at = ?, updated_at = ? WHERE seat_key = ? AND ${condition}`, [now, now, seatKey])).affected === 1;
  }

  /** Whether the learner has another seat of the dispatch that counts. */
  async hasOther(dispatchKey: string, learnerKey: string, seatKey: string): Promise<boolean> {
    const rows = await this.unit.query(
      'SELECT seat_key FROM seats WHERE dispatch_key = ? AND learner_key = ? AND seat_key <> ? AND voided_at IS NULL AND refunded_at IS NULL LIMIT 1', [dispatchKey, learnerKey, seatKey],
    );
    return rows.length > 0;
  }

  async testsBefore(moment: number, most: number): Promise<{ applicationId: string; seatKey: string; registrationKey: string }[]> {
    const rows = await this.unit.query<{ a: string; s: string; r: string }>(
      `SELECT application_id AS a, seat_key AS s, registration_key AS r FROM seats WHERE is_test = 1 AND created_at < ? ORDER BY created_at LIMIT ${most}`, [moment],
    );
    return rows.map(({ a, s, r }) => ({ applicationId: a, seatKey: s, registrationKey: r }));
  }

  async remove(seatKeys: readonly string[]): Promise<void> {
    if (seatKeys.length) await this.unit.execute(`DELETE FROM seats WHERE seat_key IN (${seatKeys.map(() => '?').join(', ')})`, [...seatKeys]);
  }

  /** The oldest first; one row more than `limit`. */
  async list(dispatchKey: string, after: (string | number)[] | undefined, limit: number): Promise<ListedSeat[]> {
    const rest = after ? behind(['s.created_at', 's.seat_key'], 'asc', after) : { sql: '1 = 1', parameters: [] };
    const rows = await this.unit.query<Record<string, string | number | null>>(
      `SELECT s.seat_key, r.id AS registration_id, r.learner_id, s.instance, s.is_test, s.created_at, s.launched_at, s.voided_at, s.refunded_at
       FROM seats s LEFT JOIN registrations r ON r.registration_key = s.registration_key WHERE s.dispatch_key = ? AND ${rest.sql} ORDER BY s.created_at, s.seat_key LIMIT ${limit + 1}`,
      [dispatchKey, ...rest.parameters],
    );
    const text = (of: string | number | null | undefined) => (of == null ? null : String(of));
    return rows.map((row) => ({
      seatKey: String(row['seat_key']), registrationId: text(row['registration_id']), learnerId: text(row['learner_id']), instance: Number(row['instance']), isTest: Boolean(Number(row['is_test'] ?? 0)),
      createdAt: Number(row['created_at']), launchedAt: Number(row['launched_at']), voidedAt: orNull(row['voided_at']), refundedAt: orNull(row['refunded_at']),
    }));
  }
}
