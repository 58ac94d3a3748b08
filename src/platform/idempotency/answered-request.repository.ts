import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../database/unique-violation';
import { UnitOfWork } from '../database/unit-of-work';

export interface KnownRequest {
  fingerprint: string;
  answer: string | null;
  lockedUntil: number;
  createdAt: number;
}
export interface RequestKey {
  applicationId: string;
  keyHash: string;
}

@Injectable()
export class AnsweredRequestRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** Takes the key; false when somebody has it. On MySQL/MariaDB this waits for whoever is about to take it. */
  async take({ applicationId, keyHash }: RequestKey, values: { fingerprint: string; owner: string; lockedUntil: number; now: number }): Promise<boolean> {
    try {
      await this.unit.execute('INSERT INTO answered_requests (application_id, key_hash, fingerprint, answer, owner, locked_until, created_at) VALUES (?, ?, ?, NULL, ?, ?, ?)', [
        applicationId, keyHash, values.fingerprint, values.owner, values.lockedUntil, values.now,
      ]);
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  async find({ applicationId, keyHash }: RequestKey): Promise<KnownRequest | undefined> {
    const [row] = await this.unit.query<{ fingerprint: string; answer: string | null; locked_until: number; created_at: number }>(
      'SELECT fingerprint, answer, locked_until, created_at FROM answered_requests WHERE application_id = ? AND key_hash = ?', [applicationId, keyHash],
    );
    return row && { fingerprint: row.fingerprint, answer: row.answer, lockedUntil: Number(row.locked_until), createdAt: Number(row.created_at) };
  }

  async keepAnswer({ applicationId, keyHash }: RequestKey, owner: string, answer: string): Promise<void> {
    await this.unit.execute('UPDATE answered_requests SET answer = ? WHERE application_id = ? AND key_hash = ? AND owner = ?', [answer, applicationId, keyHash, owner]);
  }

  async giveBack({ applicationId, keyHash }: RequestKey, owner: string): Promise<void> {
    await this.unit.execute('DELETE FROM answered_requests WHERE application_id = ? AND key_hash = ? AND owner = ? AND answer IS NULL', [applicationId, keyHash, owner]);
  }

  async removeAll(applicationId: string): Promise<void> {
    await this.unit.execute('DELETE FROM answered_requests WHERE application_id = ?', [applicationId]);
  }

  /** Removes what is too old, or was given up. */
  async removeStale({ applicationId, keyHash }: RequestKey, createdBefore: number, now: number): Promise<void> {
    await this.unit.execute('DELETE FROM answered_requests WHERE application_id = ? AND key_hash = ? AND (created_at < ? OR (answer IS NULL AND locked_until < ?))', [applicationId, keyHash, createdBefore, now]);
  }

  /** Removes up to `atMost` that are too old and answers how many. */
  async removeBefore(createdBefore: number, atMost: number): Promise<number> {
    const rows = await this.unit.query<{ application_id: string; key_hash: string }>('SELECT application_id, key_hash FROM answered_requests WHERE created_at < ? ORDER BY created_at LIMIT ?', [createdBefore, atMost]);
    for (const row of rows) await this.unit.execute('DELETE FROM answered_requests WHERE application_id = ? AND key_hash = ?', [row.application_id, row.key_hash]);
    return rows.length;
  }
}
