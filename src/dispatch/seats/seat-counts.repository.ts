import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { Licence, LicenceUse } from './licence.rules';

/** A dispatch and its destination as callers name them, with what both allow and what is used of it. */
export interface SeatCounts {
  dispatchId: string;
  destinationId: string;
  courseId: string;
  courseTitle: string;
  destinationName: string;
  email: string | null;
  dispatch: Licence & LicenceUse;
  destination: Licence & LicenceUse;
}

export interface LockedCounter {
  dispatchKey: string;
  destinationKey: string;
  registrations: number;
  lastResetAt: number | null;
}

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');
const orNull = (value: unknown): number | null => (value == null ? null : Number(value));
const json = (value: unknown) => (value == null ? null : (JSON.parse(String(value)) as number[]));

/** The counters of dispatches and destinations. Each is changed by single conditional statements, so that caps are exact however many launch at once. */
@Injectable()
export class SeatCountsRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** Counts a seat of the dispatch; false when a learner who has none yet finds none left. */
  async ofDispatch(dispatchKey: string, newcomer: boolean, learners: number): Promise<boolean> {
    const caps = newcomer ? 'AND (registration_cap = 0 OR registration_count < registration_cap) AND (COALESCE(learner_cap, 0) = 0 OR learner_count < learner_cap)' : '';
    const counted = await this.unit.execute(`UPDATE dispatches SET registration_count = registration_count + 1, learner_count = learner_count + ? WHERE dispatch_key = ? ${caps}`, [learners, dispatchKey]);
    return counted.affected === 1;
  }

  /** The same for all dispatches of the destination; from then on its row is ours until the unit ends. */
  async ofDestination(destinationKey: string, newcomer: boolean): Promise<boolean> {
    const cap = newcomer ? 'AND (COALESCE(registration_cap, 0) = 0 OR COALESCE(registration_count, 0) < registration_cap)' : '';
    const counted = await this.unit.execute(`UPDATE destinations SET registration_count = COALESCE(registration_count, 0) + 1 WHERE destination_key = ? ${cap}`, [destinationKey]);
    return counted.affected === 1;
  }

  /** Counts a learner who had no seat at the destination. */
  async learnerOfDestination(destinationKey: string, newcomer: boolean): Promise<boolean> {
    const cap = newcomer ? 'AND (COALESCE(learner_cap, 0) = 0 OR COALESCE(learner_count, 0) < learner_cap)' : '';
    const counted = await this.unit.execute(`UPDATE destinations SET learner_count = COALESCE(learner_count, 0) + 1 WHERE destination_key = ? ${cap}`, [destinationKey]);
    return counted.affected === 1;
  }

  async of(dispatchKey: string): Promise<SeatCounts | undefined> {
    const [row] = await this.unit.query<Record<string, string | number | null>>(
      `SELECT p.id, t.id AS destination_id, c.id AS course_id, c.title, t.name, COALESCE(p.email, t.email) AS email,
         p.registration_cap, p.learner_cap, p.warn_at, p.registration_count, p.learner_count,
         t.registration_cap AS all_registration_cap, t.learner_cap AS all_learner_cap, t.warn_at AS all_warn_at, t.registration_count AS all_registration_count, t.learner_count AS all_learner_count
       FROM dispatches p JOIN destinations t ON t.destination_key = p.destination_key JOIN courses c ON c.course_key = p.course_key WHERE p.dispatch_key = ?`,
      [dispatchKey],
    );
    if (!row) return undefined;
    const countsOf = (prefix: string): Licence & LicenceUse => ({
      registrationCap: orNull(row[`${prefix}registration_cap`]), learnerCap: orNull(row[`${prefix}learner_cap`]), warnAt: json(row[`${prefix}warn_at`]),
      registrations: Number(row[`${prefix}registration_count`] ?? 0), learners: Number(row[`${prefix}learner_count`] ?? 0),
    });
    return {
      dispatchId: String(row['id']), destinationId: String(row['destination_id']), courseId: String(row['course_id']), courseTitle: String(row['title']), destinationName: String(row['name']),
      email: row['email'] == null ? null : String(row['email']), dispatch: countsOf(''), destination: countsOf('all_'),
    };
  }

  /** The counters of some dispatches, locked until the unit ends, in the order of their keys. */
  async locked(dispatchKeys: readonly string[]): Promise<LockedCounter[]> {
    if (dispatchKeys.length === 0) return [];
    const rows = await this.unit.query<{ k: string; t: string; n: number; r: number | null }>(
      `SELECT dispatch_key AS k, destination_key AS t, registration_count AS n, last_reset_at AS r FROM dispatches WHERE dispatch_key IN (${marks(dispatchKeys)}) ORDER BY dispatch_key${this.unit.forUpdate}`,
      [...dispatchKeys],
    );
    return rows.map(({ k, t, n, r }) => ({ dispatchKey: k, destinationKey: t, registrations: Number(n), lastResetAt: orNull(r) }));
  }

  /** Adds to the counters of a dispatch. */
  async change(dispatchKey: string, registrations: number, learners: number): Promise<void> {
    await this.unit.execute('UPDATE dispatches SET registration_count = registration_count + ?, learner_count = learner_count + ? WHERE dispatch_key = ?', [registrations, learners, dispatchKey]);
  }

  /** Whether the destination counts, with its row locked. */
  async lockDestination(destinationKey: string): Promise<{ applicationId: string; counts: boolean } | undefined> {
    const [row] = await this.unit.query<{ a: string; n: number | null }>(`SELECT application_id AS a, COALESCE(registration_cap, 0) + COALESCE(learner_cap, 0) AS n FROM destinations WHERE destination_key = ?${this.unit.forUpdate}`, [destinationKey]);
    return row && { applicationId: row.a, counts: Number(row.n ?? 0) > 0 };
  }

  async setDestination(destinationKey: string, counts: LicenceUse | null): Promise<void> {
    await this.unit.execute('UPDATE destinations SET registration_count = ?, learner_count = ? WHERE destination_key = ?', [counts?.registrations ?? null, counts?.learners ?? null, destinationKey]);
  }
}
