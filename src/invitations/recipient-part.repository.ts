import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { RecipientPart } from './recipient-part.entity';
import { RowError } from './row-error.entity';

@Injectable()
export class RecipientPartRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async add(parts: readonly RecipientPart[]): Promise<void> {
    for (let from = 0; from < parts.length; from += 20) {
      const some = parts.slice(from, from + 20);
      await this.unit.execute(
        `INSERT INTO invitation_parts (part_key, application_id, invitation_key, first_row, row_count, rows_json, created_at) VALUES ${some.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
        some.flatMap((p) => [p.partKey, p.applicationId, p.invitationKey, p.firstRow, p.rowCount, JSON.stringify(p.rows), p.createdAt]),
      );
    }
  }

  /** The first part that waits, locked. */
  async next(invitationKey: string): Promise<RecipientPart | undefined> {
    const [row] = await this.unit.query<{ part_key: string; application_id: string; first_row: number; row_count: number; rows_json: string; created_at: number }>(
      `SELECT part_key, application_id, first_row, row_count, rows_json, created_at FROM invitation_parts WHERE invitation_key = ? ORDER BY first_row LIMIT 1${this.unit.forUpdate}`,
      [invitationKey],
    );
    return row && Object.assign(new RecipientPart(), {
      partKey: row.part_key, applicationId: row.application_id, invitationKey, firstRow: Number(row.first_row), rowCount: Number(row.row_count), rows: JSON.parse(row.rows_json), createdAt: Number(row.created_at),
    });
  }

  async remove(partKey: string): Promise<void> {
    await this.unit.execute('DELETE FROM invitation_parts WHERE part_key = ?', [partKey]);
  }

  async removeOf(invitationKey: string): Promise<void> {
    await this.unit.execute('DELETE FROM invitation_parts WHERE invitation_key = ?', [invitationKey]);
  }

  /** Rows that wait. */
  async waiting(invitationKey: string): Promise<number> {
    const [row] = await this.unit.query<{ n: number | null }>('SELECT SUM(row_count) AS n FROM invitation_parts WHERE invitation_key = ?', [invitationKey]);
    return Number(row?.n ?? 0);
  }

  /** Those of the invitations of which rows wait. */
  async waitingAmong(invitationKeys: readonly string[]): Promise<Set<string>> {
    if (!invitationKeys.length) return new Set();
    const rows = await this.unit.query<{ k: string }>(`SELECT DISTINCT invitation_key AS k FROM invitation_parts WHERE invitation_key IN (${invitationKeys.map(() => '?').join(', ')})`, [...invitationKeys]);
    return new Set(rows.map(({ k }) => k));
  }

  async addErrors(errors: readonly RowError[]): Promise<void> {
    if (!errors.length) return;
    await this.unit.execute(
      `INSERT INTO invitation_row_errors (invitation_key, row_no, application_id, address, message) VALUES ${errors.map(() => '(?, ?, ?, ?, ?)').join(', ')}`,
      errors.flatMap((e) => [e.invitationKey, e.rowNumber, e.applicationId, e.address.slice(0, 255), e.message.slice(0, 500)]),
    );
  }

  async errors(invitationKey: string, most: number): Promise<{ rowNumber: number; address: string; message: string }[]> {
    const rows = await this.unit.query<{ row_no: number; address: string; message: string }>(
      `SELECT row_no, address, message FROM invitation_row_errors WHERE invitation_key = ? ORDER BY row_no LIMIT ${most}`,
      [invitationKey],
    );
    return rows.map((row) => ({ rowNumber: Number(row.row_no), address: row.address, message: row.message }));
  }

  async countErrors(invitationKey: string): Promise<number> {
    const [row] = await this.unit.query<{ n: number }>('SELECT COUNT(*) AS n FROM invitation_row_errors WHERE invitation_key = ?', [invitationKey]);
    return Number(row?.n ?? 0);
  }
}
