import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { LogLine } from './launch-log.rules';
import type { LaunchRecord } from './launch-record.entity';

/** A launch of an instance with what came of it. */
export interface LaunchRow {
  session_key: string;
  opened_at: number;
  launch_values: string | null;
  completion: string | null;
  success: string | null;
  score: number | null;
  seconds: number | null;
  updated_at: number | null;
  exit_at: number | null;
  /** Only when asked for. */
  history_log?: string | null;
}

/** The newest launches that a history tells of. */
const mostLaunches = 1000;
const columns = 'session_key, instance_key, rev, completion, success, score, seconds, updated_at, exit_at, history_log';
const launchColumns = 's.session_key, s.opened_at, s.launch_values, l.completion, l.success, l.score, l.seconds, l.updated_at, l.exit_at';
const tenMarks = `(${Array.from({ length: 10 }, () => '?').join(', ')})`;

@Injectable()
export class LaunchRecordRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** Those of the sessions that are still there, each locked, with its instance and what is recorded of it. */
  async locked(sessionKeys: readonly string[]): Promise<Map<string, { instanceKey: string; rev: number; log: LogLine[] }>> {
    const rows = await this.unit.query<{ session_key: string; instance_key: string; rev: number | null; history_log: string | null }>(
      `SELECT s.session_key, s.instance_key, l.rev, l.history_log FROM sessions s LEFT JOIN launch_records l ON l.session_key = s.session_key
       WHERE s.session_key IN (${sessionKeys.map(() => '?').join(', ')})${this.unit.forUpdate}`,
      [...sessionKeys],
    );
    return new Map(rows.map((row) => [row.session_key, { instanceKey: row.instance_key, rev: Number(row.rev ?? 0), log: row.history_log ? (JSON.parse(row.history_log) as LogLine[]) : [] }]));
  }

  /** Writes records whole, in one statement. */
  async store(records: readonly LaunchRecord[]): Promise<void> {
    if (!records.length) return;
    await this.unit.execute(
      `REPLACE INTO launch_records (${columns}) VALUES ${records.map(() => tenMarks).join(', ')}`,
      records.flatMap((r) => [r.sessionKey, r.instanceKey, r.rev, r.completion, r.success, r.score, r.seconds, r.updatedAt, r.exitAt, JSON.stringify(r.log)]),
    );
  }

  /** The launches of an instance, the oldest first. */
  async ofInstance(applicationId: string, instanceKey: string, withLog: boolean): Promise<LaunchRow[]> {
    const rows = await this.unit.query<LaunchRow>(
      `SELECT ${launchColumns}${withLog ? ', l.history_log' : ''}
       FROM sessions s LEFT JOIN launch_records l ON l.session_key = s.session_key WHERE s.application_id = ? AND s.instance_key = ? ORDER BY s.session_key DESC LIMIT ${mostLaunches}`,
      [applicationId, instanceKey],
    );
    return rows.reverse();
  }

  async one(applicationId: string, sessionKey: string): Promise<(LaunchRow & { tracking: number | boolean }) | undefined> {
    const [row] = await this.unit.query<LaunchRow & { tracking: number | boolean }>(
      `SELECT ${launchColumns}, l.history_log, s.tracking FROM sessions s LEFT JOIN launch_records l ON l.session_key = s.session_key WHERE s.application_id = ? AND s.session_key = ?`,
      [applicationId, sessionKey],
    );
    return row;
  }

  async removeOf(instanceKeys: readonly string[]): Promise<void> {
    if (instanceKeys.length) await this.unit.execute(`DELETE FROM launch_records WHERE instance_key IN (${instanceKeys.map(() => '?').join(', ')})`, [...instanceKeys]);
  }
}
