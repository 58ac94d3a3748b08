import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';

/** Applications that never rotated have version 1. */
export interface SecretVersion {
  version: number;
  previousUntil: number;
}

@Injectable()
export class PostbackSecretRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async of(applicationIds: readonly string[]): Promise<Map<string, SecretVersion>> {
    if (!applicationIds.length) return new Map();
    const rows = await this.unit.query<{ application_id: string; version: number; previous_until: number }>(
      `SELECT application_id, version, previous_until FROM postback_secrets WHERE application_id IN (${applicationIds.map(() => '?').join(', ')})`,
      [...applicationIds],
    );
    return new Map(rows.map((row) => [row.application_id, { version: Number(row.version), previousUntil: Number(row.previous_until) }]));
  }

  async rotate(applicationId: string, now: number, previousUntil: number): Promise<void> {
    const known = this.unit.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE' : 'ON CONFLICT (application_id) DO UPDATE SET';
    await this.unit.execute(
      `INSERT INTO postback_secrets (application_id, version, rotated_at, previous_until) VALUES (?, 2, ?, ?) ${known} version = version + 1, rotated_at = ?, previous_until = ?`,
      [applicationId, now, previousUntil, now, previousUntil],
    );
  }
}
