import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';

export interface FailedImport {
  jobId: string;
  courseId: string;
  message: string;
  endedAt: number;
}
export interface NearCap {
  id: string;
  used: number;
  cap: number;
}
export interface Expiring {
  id: string;
  expiresAt: number;
}

/** Further than this nothing is counted: the number is "that many or more". */
const countedAtMost = 100_000;
const newestInvitations = 200;
const newestInstances = 2_000;
const cappedDispatches = 5_000;
const nearlyFull = 0.9;

/** What wants a look. Each statement seeks in an index that begins with the application, and reads a bounded number of rows. */
@Injectable()
export class AttentionReport {
  constructor(private readonly unit: UnitOfWork) {}

  /** The newest first. */
  async failedImports(applicationId: string, since: number, limit: number): Promise<FailedImport[]> {
    const rows = await this.unit.query<{ job_id: string; course_id: string; message: string | null; ended_at: number }>(
      `SELECT job_id, course_id, message, ended_at FROM import_jobs WHERE application_id = ? AND status = 'ERROR' AND ended_at >= ? ORDER BY ended_at DESC LIMIT ${limit}`, [applicationId, since],
    );
    return rows.map((row) => ({ jobId: row.job_id, courseId: row.course_id, message: row.message ?? '', endedAt: Number(row.ended_at) }));
  }

  /** Messages that were given up. */
  failedPostbacks(applicationId: string, since: number): Promise<number> {
    return this.count("FROM postbacks WHERE application_id = ? AND state = 'failed' AND created_at >= ?", [applicationId, since]);
  }

  /** Recipients of the newest invitations whose mail came back. */
  bounces(applicationId: string): Promise<number> {
    return this.count(
      `FROM (SELECT invitation_key FROM invitations WHERE application_id = ? ORDER BY created_at DESC, invitation_key DESC LIMIT ${newestInvitations}) i JOIN invitation_recipients r ON r.invitation_key = i.invitation_key WHERE r.state = 'bounced'`,
      [applicationId],
    );
  }

  /** Seats whose learning platform lags behind, among those that were worked on last. */
  unconfirmed(applicationId: string, from: number, until: number): Promise<number> {
    return this.count(
      `FROM (SELECT instance_key, registration_key, rev FROM registration_instances WHERE application_id = ? AND is_newest = 1 AND updated_at >= ? AND updated_at < ? ORDER BY updated_at DESC LIMIT ${newestInstances}) i
       JOIN seats s ON s.registration_key = i.registration_key AND s.instance_key = i.instance_key WHERE (s.acked_rev IS NULL OR s.acked_rev < i.rev) AND s.voided_at IS NULL AND (s.is_test IS NULL OR s.is_test = 0)`,
      [applicationId, from, until],
    );
  }

  /** Dispatches of which nine tenths and more are used up. */
  async capsNear(applicationId: string, limit: number): Promise<NearCap[]> {
    const rows = await this.unit.query<{ id: string; registration_count: number; registration_cap: number }>(
      `SELECT id, registration_count, registration_cap FROM (SELECT id, registration_count, registration_cap FROM dispatches WHERE application_id = ? AND registration_cap > 0 ORDER BY registration_cap LIMIT ${cappedDispatches}) d
       WHERE registration_count >= registration_cap * ${nearlyFull} LIMIT ${limit}`, [applicationId],
    );
    return rows.map((row) => ({ id: row.id, used: Number(row.registration_count), cap: Number(row.registration_cap) }));
  }

  /** Dispatches, the first to end first. */
  async expiring(applicationId: string, from: number, until: number, limit: number): Promise<Expiring[]> {
    const rows = await this.unit.query<{ id: string; expires_at: number }>(
      `SELECT id, expires_at FROM dispatches WHERE application_id = ? AND expires_at >= ? AND expires_at < ? ORDER BY expires_at LIMIT ${limit}`, [applicationId, from, until],
    );
    return rows.map((row) => ({ id: row.id, expiresAt: Number(row.expires_at) }));
  }

  registrationsSince(applicationId: string, since: number): Promise<number> {
    return this.count('FROM registrations WHERE application_id = ? AND created_at >= ?', [applicationId, since]);
  }

  /** Learners something came from. */
  activeSince(applicationId: string, since: number): Promise<number> {
    return this.count('FROM registration_instances WHERE application_id = ? AND is_newest = 1 AND updated_at >= ? AND last_access_at >= ?', [applicationId, since, since]);
  }

  private async count(rest: string, parameters: (string | number)[]): Promise<number> {
    const [row] = await this.unit.query<{ n: number }>(`SELECT COUNT(*) AS n FROM (SELECT 1 AS one ${rest} LIMIT ${countedAtMost}) t`, parameters);
    return Number(row?.n ?? 0);
  }
}
