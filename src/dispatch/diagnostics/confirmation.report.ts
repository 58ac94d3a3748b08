import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { LmsWord } from '../seats/seat.entity';
import type { Confirmation, ConfirmationState } from './confirmation.rules';

const conditions: Readonly<Record<ConfirmationState, string>> = {
  confirmed: 's.acked_rev >= i.rev', unconfirmed: 's.acked_rev < i.rev', never: 's.acked_rev IS NULL',
};
type Row = Record<string, string | number | null>;
const text = (value: unknown) => String(value ?? '');
const word = (value: unknown): LmsWord | null => (value == null ? null : (JSON.parse(text(value)) as LmsWord));

function stateOf(confirmed: number | null, rev: number): ConfirmationState {
  if (confirmed === null) return 'never';
  return confirmed >= rev ? 'confirmed' : 'unconfirmed';
}

@Injectable()
export class ConfirmationReport {
  constructor(private readonly unit: UnitOfWork) {}

  /** Seats of a dispatch in the order of their learners' keys, as the index has them. */
  async page(dispatchKey: string, states: readonly ConfirmationState[], after: readonly [string, number] | undefined, limit: number): Promise<Confirmation[]> {
    const wanted = states.length ? `AND (${states.map((state) => conditions[state]).join(' OR ')})` : '';
    const rest = after ? 'AND s.learner_key >= ? AND (s.learner_key > ? OR s.instance > ?)' : '';
    const rows = await this.unit.query<Row>(
      `SELECT s.learner_key, s.instance, s.acked_rev, s.last_ack, s.lms_prior, s.lms_error, s.launched_at, r.id AS registration_id, r.learner_id, r.first_name, r.last_name, i.rev, i.completion, i.success, i.score
       FROM seats s JOIN registration_instances i ON i.instance_key = s.instance_key JOIN registrations r ON r.registration_key = s.registration_key
       WHERE s.dispatch_key = ? ${rest} ${wanted} ORDER BY s.learner_key, s.instance LIMIT ${limit}`,
      [dispatchKey, ...(after ? [after[0], after[0], after[1]] : [])],
    );
    return rows.map((row) => {
      const [rev, confirmedRev] = [Number(row['rev']), row['acked_rev'] == null ? null : Number(row['acked_rev'])];
      return {
        place: [text(row['learner_key']), Number(row['instance'])], state: stateOf(confirmedRev, rev), registrationId: text(row['registration_id']),
        learner: { id: text(row['learner_id']), firstName: text(row['first_name']), lastName: text(row['last_name']) }, instance: Number(row['instance']), completion: text(row['completion']), success: text(row['success']),
        score: row['score'] == null ? null : Number(row['score']), rev, confirmedRev, lms: word(row['last_ack']), prior: word(row['lms_prior']), error: row['lms_error'] == null ? null : text(row['lms_error']), launchedAt: Number(row['launched_at']),
      };
    });
  }
}
