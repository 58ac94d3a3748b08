import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { LmsWord, Seat } from './seat.entity';

export type NewSeat = Pick<Seat, 'seatKey' | 'applicationId' | 'dispatchKey' | 'learnerKey' | 'instance' | 'registrationKey' | 'instanceKey' | 'proofHash' | 'launchId' | 'unproven'> & { isTest: boolean; now: number };

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
      `INSERT INTO seats (seat_key, application_id, dispatch_key, learner_key, instance, registration_key, instance_key, proof_hash, launch_id, launched_at, unproven, is_test, pointer_stored, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
      [s.seatKey, s.applicationId, s.dispatchKey, s.learnerKey, s.instance, s.registrationKey, s.instanceKey, s.proofHash, s.launchId, s.now, s.unproven ? 1 : 0, s.isTest ? 1 : 0, s.now, s.now],
    );
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
