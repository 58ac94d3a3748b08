import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { type DestinationPreset, type DestinationSettings, readDestinationSettings } from '../destination-settings.rules';
import type { InstanceResult } from '../relay/relay-state.rules';
import type { LmsWord } from '../seats/seat.entity';
import type { LmsSession, Told } from './lms-session.entity';

/** A session with what its instance came to; `result` is absent where nothing is tracked. */
export interface DueSession {
  lmsSessionKey: string;
  seatKey: string;
  dispatchKey: string;
  sealedService: string;
  told: Told;
  seconds: number;
  endedAt: number | null;
  /** A later session of the same instance speaks for it. */
  isSuperseded: boolean;
  createdAt: number;
  /** When the result last changed. */
  newsAt: number;
  result?: InstanceResult;
  settings: DestinationSettings;
}

/** What came of telling: `refused` when the LMS will hear nothing more of this session. */
export interface Answered {
  told: Told;
  /** What the LMS holds now, as far as it took it. */
  holds?: LmsWord;
  refused?: string;
}

/** A session that may still be told something. */
export interface OpenLmsSession {
  lmsSessionKey: string;
  sessionKey: string;
  leftAt: number | null;
  endedAt: number | null;
  createdAt: number;
}

type Row = Record<string, string | number | null>;
const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');
const text = (value: unknown): string => String(value ?? '');
const orNull = (value: unknown): number | null => (value == null ? null : Number(value));
const openOf = (row: Row): OpenLmsSession => ({ lmsSessionKey: text(row['lms_session_key']), sessionKey: text(row['session_key']), leftAt: orNull(row['left_at']), endedAt: orNull(row['ended_at']), createdAt: Number(row['created_at']) });
const openColumns = 'lms_session_key, session_key, left_at, ended_at, created_at';

@Injectable()
export class LmsSessionRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** The learner opened the same launch again: the session goes on with another one of the player. Without `told` that stays. False when it is not there. */
  async goOn(s: Pick<LmsSession, 'lmsSessionKey' | 'sessionKey' | 'instanceKey' | 'seatKey' | 'sealedService'> & { told?: Told | undefined; now: number }): Promise<boolean> {
    const done = await this.unit.execute('UPDATE lms_sessions SET session_key = ?, instance_key = ?, seat_key = ?, sealed_service = ?, told = COALESCE(?, told), left_at = NULL, ended_at = NULL, created_at = ?, updated_at = ? WHERE lms_session_key = ?', [
      s.sessionKey, s.instanceKey, s.seatKey, s.sealedService, s.told ? JSON.stringify(s.told) : null, s.now, s.now, s.lmsSessionKey,
    ]);
    return done.affected === 1;
  }

  async add(s: Omit<LmsSession, 'leftAt' | 'endedAt' | 'confirmed' | 'lastError' | 'seconds' | 'updatedAt'>): Promise<void> {
    await this.unit.execute(
      `INSERT INTO lms_sessions (lms_session_key, session_key, instance_key, dispatch_key, seat_key, launch_hash, attempt_hash, sealed_service, told, seconds, confirmed, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)`,
      [s.lmsSessionKey, s.sessionKey, s.instanceKey, s.dispatchKey, s.seatKey, s.launchHash, s.attemptHash, s.sealedService, JSON.stringify(s.told), s.createdAt, s.createdAt],
    );
  }

  /** Open sessions of instances, by instance. */
  async openOf(instanceKeys: readonly string[]): Promise<(OpenLmsSession & { instanceKey: string })[]> {
    const rows = await this.unit.query<Row>(`SELECT instance_key, ${openColumns} FROM lms_sessions WHERE instance_key IN (${marks(instanceKeys)}) AND sealed_service IS NOT NULL`, [...instanceKeys]);
    return rows.map((row) => ({ ...openOf(row), instanceKey: text(row['instance_key']) }));
  }

  async open(lmsSessionKey: string): Promise<OpenLmsSession | undefined> {
    const [row] = await this.unit.query<Row>(`SELECT ${openColumns} FROM lms_sessions WHERE lms_session_key = ? AND sealed_service IS NOT NULL`, [lmsSessionKey]);
    return row && openOf(row);
  }

  /** The session that was opened by what an LMS gives out once, while it goes on. */
  async ofLaunch(dispatchKey: string, launchHash: string, since: number): Promise<{ lmsSessionKey: string; sealedService: string } | undefined> {
    const [row] = await this.unit.query<Row>(
      'SELECT lms_session_key, sealed_service FROM lms_sessions WHERE launch_hash = ? AND dispatch_key = ? AND sealed_service IS NOT NULL AND ended_at IS NULL AND created_at > ? ORDER BY created_at DESC LIMIT 1', [launchHash, dispatchKey, since],
    );
    return row && { lmsSessionKey: text(row['lms_session_key']), sealedService: text(row['sealed_service']) };
  }

  /** What was told in other sessions of the same enrolment. */
  async toldBefore(attemptHash: string, notIn: string): Promise<Told[]> {
    const rows = await this.unit.query<Row>('SELECT told FROM lms_sessions WHERE attempt_hash = ? AND lms_session_key <> ?', [attemptHash, notIn]);
    return rows.map((row) => JSON.parse(text(row['told'])) as Told);
  }

  /** With all it takes to tell; nothing when it is closed, or its dispatch or instance is gone. */
  async due(lmsSessionKey: string): Promise<(DueSession & { attemptHash: string }) | undefined> {
    const [row] = await this.unit.query<Row>(
      `SELECT l.*, (SELECT COUNT(*) FROM lms_sessions n WHERE n.instance_key = l.instance_key AND n.instance_key <> '' AND n.lms_session_key > l.lms_session_key) AS newer, i.rev, i.epoch, i.completion, i.success, i.score, i.location, i.first_access_at, i.updated_at AS news_at, t.preset, t.settings
       FROM lms_sessions l JOIN dispatches d ON d.dispatch_key = l.dispatch_key JOIN destinations t ON t.destination_key = d.destination_key
       LEFT JOIN registration_instances i ON i.instance_key = l.instance_key WHERE l.lms_session_key = ? AND l.sealed_service IS NOT NULL`,
      [lmsSessionKey],
    );
    if (!row || (row['instance_key'] !== '' && row['rev'] == null)) return undefined;
    const settings = row['settings'] == null ? null : (JSON.parse(text(row['settings'])) as Record<string, unknown>);
    return {
      lmsSessionKey, seatKey: text(row['seat_key']), dispatchKey: text(row['dispatch_key']), attemptHash: text(row['attempt_hash']), sealedService: text(row['sealed_service']), told: JSON.parse(text(row['told'])) as Told, seconds: Number(row['seconds']),
      endedAt: orNull(row['ended_at']), isSuperseded: Number(row['newer']) > 0, createdAt: Number(row['created_at']), newsAt: Number(row['news_at'] ?? row['created_at']), settings: readDestinationSettings(settings, text(row['preset']) as DestinationPreset),
      ...(row['rev'] == null ? {} : { result: resultOf(row) }),
    };
  }

  /** News of one launch: the time spent, and whether the learner's page is there. */
  async heard(lmsSessionKey: string, seconds: number, leftAt: number | null): Promise<void> {
    await this.unit.execute('UPDATE lms_sessions SET seconds = CASE WHEN seconds < ? THEN ? ELSE seconds END, left_at = ? WHERE lms_session_key = ?', [seconds, seconds, leftAt, lmsSessionKey]);
  }

  async end(lmsSessionKey: string, endedAt: number): Promise<void> {
    await this.unit.execute('UPDATE lms_sessions SET ended_at = ? WHERE lms_session_key = ? AND ended_at IS NULL', [endedAt, lmsSessionKey]);
  }

  async tell(lmsSessionKey: string, told: Told): Promise<void> {
    await this.unit.execute('UPDATE lms_sessions SET told = ? WHERE lms_session_key = ?', [JSON.stringify(told), lmsSessionKey]);
  }

  async settle(lmsSessionKey: string, outcome: { error?: string; closed: boolean; now: number }): Promise<void> {
    const { error, closed, now } = outcome;
    await this.unit.execute(`UPDATE lms_sessions SET confirmed = ?, last_error = ?, updated_at = ?${closed ? ', sealed_service = NULL' : ''} WHERE lms_session_key = ?`, [error === undefined ? 1 : 0, error?.slice(0, 500) ?? null, now, lmsSessionKey]);
  }

  async removeOf(instanceKeys: readonly string[]): Promise<void> {
    if (instanceKeys.length) await this.unit.execute(`DELETE FROM lms_sessions WHERE instance_key IN (${marks(instanceKeys)})`, [...instanceKeys]);
  }

  /** Sessions in which nothing was tracked leave nothing to remember. */
  async removeUntracked(before: number): Promise<void> {
    await this.unit.execute("DELETE FROM lms_sessions WHERE instance_key = '' AND created_at < ?", [before]);
  }
}

const resultOf = (row: Row): InstanceResult => ({
  rev: Number(row['rev']), epoch: Number(row['epoch']), completion: text(row['completion']), success: text(row['success']), score: orNull(row['score']), location: row['location'] == null ? null : text(row['location']),
  started: row['first_access_at'] != null,
});
