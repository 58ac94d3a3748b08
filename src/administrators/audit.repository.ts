import { Injectable } from '@nestjs/common';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { AuditEntry } from './audit-entry.entity';

interface Row {
  entry_key: string;
  application_id: string | null;
  administrator_key: string | null;
  actor: string;
  action: string;
  subject: string;
  detail: string | null;
  address: string;
  created_at: number;
}

@Injectable()
export class AuditRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async add(entry: AuditEntry): Promise<void> {
    await this.unit.execute('INSERT INTO audit_entries (entry_key, application_id, administrator_key, actor, action, subject, detail, address, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      entry.entryKey, entry.applicationId, entry.administratorKey, entry.actor, entry.action, entry.subject, entry.detail && JSON.stringify(entry.detail), entry.address, entry.createdAt,
    ]);
  }

  /** They are of the installation from now on. */
  async leaveApplication(applicationId: string): Promise<void> {
    await this.unit.execute('UPDATE audit_entries SET application_id = NULL WHERE application_id = ?', [applicationId]);
  }

  /** The oldest ones, at most so many; answers how many there were. */
  async removeBefore(createdBefore: number, most: number): Promise<number> {
    const rows = await this.unit.query<{ k: string }>(`SELECT entry_key AS k FROM audit_entries WHERE created_at < ? ORDER BY created_at LIMIT ${most}`, [createdBefore]);
    if (rows.length) await this.unit.execute(`DELETE FROM audit_entries WHERE entry_key IN (${rows.map(() => '?').join(', ')})`, rows.map(({ k }) => k));
    return rows.length;
  }

  /** The newest first, of an application or (`undefined`) of everything. */
  async list(applicationId: string | undefined, after: (string | number)[] | undefined, limit: number): Promise<AuditEntry[]> {
    const rest = after ? behind(['created_at', 'entry_key'], 'desc', after) : { sql: '1 = 1', parameters: [] };
    const rows = await this.unit.query<Row>(
      `SELECT entry_key, application_id, administrator_key, actor, action, subject, detail, address, created_at FROM audit_entries WHERE ${applicationId === undefined ? '' : 'application_id = ? AND '}${rest.sql}
       ORDER BY created_at DESC, entry_key DESC LIMIT ${limit}`,
      [...(applicationId === undefined ? [] : [applicationId]), ...rest.parameters],
    );
    return rows.map((row) => ({
      entryKey: row.entry_key, applicationId: row.application_id, administratorKey: row.administrator_key, actor: row.actor, action: row.action, subject: row.subject, address: row.address, createdAt: Number(row.created_at),
      detail: row.detail === null ? null : (JSON.parse(row.detail) as Record<string, unknown>),
    }));
  }
}
