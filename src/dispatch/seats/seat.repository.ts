import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { LmsWord, Seat } from './seat.entity';

export type NewSeat = Pick<Seat, 'seatKey' | 'applicationId' | 'dispatchKey' | 'learnerKey' | 'instance' | 'registrationKey' | 'instanceKey' | 'proofHash' | 'launchId' | 'unproven'> & { now: number };

export interface Relaunch {
  seatKey: string;
  launchId: string;
  now: number;
  proven: boolean;
  proofHash: string;
  /** The learner key of a caller who is known under another id. */
  aliasKey?: string;
}

export interface Acknowledged {
  seatKey: string;
  now: number;
  /** The LMS took this revision. */
  rev?: number;
  readBack?: LmsWord;
  prior?: LmsWord;
  pointerStored?: boolean;
  error?: string;
}

@Injectable()
export class SeatRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async add(s: NewSeat): Promise<void> {
    await this.unit.execute(
      `INSERT INTO seats (seat_key, application_id, dispatch_key, learner_key, instance, registration_key, instance_key, proof_hash, launch_id, launched_at, unproven, pointer_stored, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
      [s.seatKey, s.applicationId, s.dispatchKey, s.learnerKey, s.instance, s.registrationKey, s.instanceKey, s.proofHash, s.launchId, s.now, s.unproven ? 1 : 0, s.now, s.now],
    );
  }

  /** Counts a seat of the dispatch, in one conditional statement; false when a capped dispatch has none left. */
  async count(dispatchKey: string, newLearner: boolean): Promise<boolean> {
    const cap = newLearner ? 'AND (registration_cap = 0 OR registration_count < registration_cap)' : '';
    const counted = await this.unit.execute(
      `UPDATE dispatches SET registration_count = registration_count + 1, learner_count = learner_count + ? WHERE dispatch_key = ? ${cap}`,
      [newLearner ? 1 : 0, dispatchKey],
    );
    return counted.affected === 1;
  }

  /** The dispatch if its last seat has just been taken, by the ids of callers. */
  async fullDispatch(dispatchKey: string): Promise<{ dispatchId: string; destinationId: string; courseId: string; registrationCap: number } | undefined> {
    const [row] = await this.unit.query<{ id: string; destination_id: string; course_id: string; registration_cap: number }>(
      `SELECT p.id, s.id AS destination_id, c.id AS course_id, p.registration_cap FROM dispatches p JOIN destinations s ON s.destination_key = p.destination_key JOIN courses c ON c.course_key = p.course_key
       WHERE p.dispatch_key = ? AND p.registration_count = p.registration_cap`,
      [dispatchKey],
    );
    return row && { dispatchId: row.id, destinationId: row.destination_id, courseId: row.course_id, registrationCap: Number(row.registration_cap) };
  }

  async relaunched(r: Relaunch): Promise<void> {
    await this.unit.execute(
      `UPDATE seats SET launch_id = ?, launched_at = ?, proven_at = COALESCE(proven_at, ?), proof_hash = ?, alias_key = COALESCE(?, alias_key), unproven = ?, updated_at = ? WHERE seat_key = ?`,
      [r.launchId, r.now, r.proven ? r.now : null, r.proofHash, r.aliasKey ?? null, r.proven ? 0 : 1, r.now, r.seatKey],
    );
  }

  /** From now on this destination is asked for proofs. */
  async proofSeen(destinationKey: string, now: number): Promise<void> {
    await this.unit.execute('UPDATE destinations SET proof_seen_at = ? WHERE destination_key = ? AND proof_seen_at IS NULL', [now, destinationKey]);
  }

  /** Keeps what an LMS confirmed; a revision never goes back. */
  async acknowledged(a: Acknowledged): Promise<void> {
    const sets: [string, unknown[]][] = [['updated_at = ?', [a.now]], ['lms_error = ?', [a.error ?? null]]];
    if (a.rev !== undefined) sets.push(['acked_rev = CASE WHEN acked_rev IS NULL OR acked_rev < ? THEN ? ELSE acked_rev END', [a.rev, a.rev]]);
    if (a.readBack) sets.push(['last_ack = ?', [JSON.stringify(a.readBack)]]);
    if (a.prior) sets.push(['lms_prior = ?', [JSON.stringify(a.prior)]]);
    if (a.pointerStored !== undefined) sets.push(['pointer_stored = ?', [a.pointerStored ? 1 : 0]]);
    await this.unit.execute(`UPDATE seats SET ${sets.map(([sql]) => sql).join(', ')} WHERE seat_key = ?`, [...sets.flatMap(([, values]) => values), a.seatKey]);
  }

  /** Forgets the seats of a registration; counters stay, because they count what was used. */
  async removeOf(registrationKey: string): Promise<void> {
    await this.unit.execute('DELETE FROM seats WHERE registration_key = ?', [registrationKey]);
  }

  /** Sets the one ticket of a seat. */
  async setTicket(seatKey: string, ticketHash: string): Promise<void> {
    await this.unit.execute('UPDATE seats SET ticket_hash = ? WHERE seat_key = ?', [ticketHash, seatKey]);
  }

  /** True for the one caller who uses the ticket. */
  async useTicket(seatKey: string, ticketHash: string): Promise<boolean> {
    return (await this.unit.execute('UPDATE seats SET ticket_hash = NULL WHERE seat_key = ? AND ticket_hash = ?', [seatKey, ticketHash])).affected === 1;
  }
}
