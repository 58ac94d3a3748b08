import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';

/** What is absent stays; an empty text takes the place of what was there. */
export interface LearnerNames {
  /** Another id in the place of the one that the learner has. */
  id?: string;
  firstName?: string;
  lastName?: string;
  email?: string;
}

const idsAtOnce = 500;
const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

/** Learners as registrations tell of them. */
@Injectable()
export class LearnerRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async known(applicationId: string, ids: readonly string[]): Promise<Set<string>> {
    const known = new Set<string>();
    for (let from = 0; from < ids.length; from += idsAtOnce) {
      const some = ids.slice(from, from + idsAtOnce);
      const rows = await this.unit.query<{ id: string }>(`SELECT DISTINCT learner_id AS id FROM registrations WHERE application_id = ? AND learner_id IN (${marks(some)})`, [applicationId, ...some]);
      for (const { id } of rows) known.add(id);
    }
    return known;
  }

  /** Some of a learner's registrations, in the order of keys, behind `after`. */
  async registrationKeys(applicationId: string, learnerId: string, after: string, most: number): Promise<string[]> {
    const rows = await this.unit.query<{ k: string }>(
      `SELECT registration_key AS k FROM registrations WHERE application_id = ? AND learner_id = ? AND registration_key > ? ORDER BY registration_key LIMIT ${most}`,
      [applicationId, learnerId, after],
    );
    return rows.map(({ k }) => k);
  }

  async rename(registrationKeys: readonly string[], names: LearnerNames): Promise<void> {
    const columns = [['learner_id', names.id], ['first_name', names.firstName], ['last_name', names.lastName], ['email', names.email]].filter((pair): pair is [string, string] => pair[1] !== undefined);
    if (!columns.length || !registrationKeys.length) return;
    const sets = columns.map(([column]) => `${column} = ?`).join(', ');
    await this.unit.execute(`UPDATE registrations SET ${sets} WHERE registration_key IN (${marks(registrationKeys)})`, [...columns.map(([, value]) => value), ...registrationKeys]);
  }
}
