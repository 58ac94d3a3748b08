import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

/** Seats by who took them, over all dispatches of an application. */
@Injectable()
export class LearnerSeatRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async destinations(applicationId: string, after: string, most: number): Promise<{ destinationKey: string; learnerSecret: string }[]> {
    const rows = await this.unit.query<{ destination_key: string; learner_secret: string }>(
      `SELECT destination_key, learner_secret FROM destinations WHERE application_id = ? AND destination_key > ? ORDER BY destination_key LIMIT ${most}`,
      [applicationId, after],
    );
    return rows.map((row) => ({ destinationKey: row.destination_key, learnerSecret: row.learner_secret }));
  }

  async registrationsOf(applicationId: string, learnerKeys: readonly string[]): Promise<string[]> {
    const rows = await this.unit.query<{ k: string }>(
      `SELECT DISTINCT s.registration_key AS k FROM dispatches d JOIN seats s ON s.dispatch_key = d.dispatch_key WHERE d.application_id = ? AND s.learner_key IN (${marks(learnerKeys)})`,
      [applicationId, ...learnerKeys],
    );
    return rows.map(({ k }) => k);
  }

  /** Counters of the dispatches stay: they count what was used. */
  async erase(applicationId: string, learnerKeys: readonly string[]): Promise<number> {
    await this.unit.execute(`UPDATE seats SET alias_key = NULL WHERE application_id = ? AND alias_key IN (${marks(learnerKeys)})`, [applicationId, ...learnerKeys]);
    return (await this.unit.execute(`DELETE FROM seats WHERE +application_id = ? AND learner_key IN (${marks(learnerKeys)})`, [applicationId, ...learnerKeys])).affected;
  }

  async removeOf(registrationKeys: readonly string[]): Promise<number> {
    if (!registrationKeys.length) return 0;
    return (await this.unit.execute(`DELETE FROM seats WHERE registration_key IN (${marks(registrationKeys)})`, [...registrationKeys])).affected;
  }

  async ofRegistration(registrationKey: string): Promise<{ seatKey: string; instanceKey: string }[]> {
    const rows = await this.unit.query<{ seat_key: string; instance_key: string }>('SELECT seat_key, instance_key FROM seats WHERE registration_key = ?', [registrationKey]);
    return rows.map((row) => ({ seatKey: row.seat_key, instanceKey: row.instance_key }));
  }

  /** The seat leads to another instance of its registration, of which its LMS has heard nothing. */
  async move(seatKey: string, instanceKey: string): Promise<void> {
    await this.unit.execute('UPDATE seats SET instance_key = ?, acked_rev = NULL, last_ack = NULL WHERE seat_key = ?', [instanceKey, seatKey]);
  }

  async remove(seatKey: string): Promise<void> {
    await this.unit.execute('DELETE FROM seats WHERE seat_key = ?', [seatKey]);
  }
}
