import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../platform/database/unique-violation';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { GradeService } from './lti-result.entity';
import type { Outcome } from './outcome.rules';

export interface DueResult {
  resultKey: string;
  dispatchKey: string;
  service: GradeService;
  grade: number | null;
  outcome: Outcome;
}

@Injectable()
export class LtiRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** False when the word was used before. */
  async useNonce(nonceHash: string, endsAt: number): Promise<boolean> {
    try {
      await this.unit.execute('INSERT INTO lti_nonces (nonce_hash, ends_at) VALUES (?, ?)', [nonceHash, endsAt]);
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  async freeNonce(nonceHash: string): Promise<void> {
    await this.unit.execute('DELETE FROM lti_nonces WHERE nonce_hash = ?', [nonceHash]);
  }

  async forgetNonces(endedBefore: number): Promise<void> {
    await this.unit.execute('DELETE FROM lti_nonces WHERE ends_at < ?', [endedBefore]);
  }

  /** Remembers a gradebook cell; one that is known stays as it is. */
  async keep(result: { resultKey: string; instanceKey: string; dispatchKey: string; service: GradeService; now: number }): Promise<void> {
    const known = this.unit.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE result_key = lti_results.result_key' : 'ON CONFLICT DO NOTHING';
    await this.unit.execute(`INSERT INTO lti_results (result_key, instance_key, dispatch_key, service, grade, confirmed, last_error, updated_at) VALUES (?, ?, ?, ?, NULL, 0, NULL, ?) ${known}`, [
      result.resultKey, result.instanceKey, result.dispatchKey, JSON.stringify(result.service), result.now,
    ]);
  }

  /** Which of the instances have gradebook cells. */
  async withCells(instanceKeys: readonly string[]): Promise<string[]> {
    if (!instanceKeys.length) return [];
    const rows = await this.unit.query<{ instance_key: string }>(`SELECT DISTINCT instance_key FROM lti_results WHERE instance_key IN (${instanceKeys.map(() => '?').join(', ')})`, [...instanceKeys]);
    return rows.map((row) => row.instance_key);
  }

  /** The cells of an instance with what it came to; none when it is gone. */
  async cellsOf(instanceKey: string): Promise<DueResult[]> {
    const rows = await this.unit.query<{ result_key: string; dispatch_key: string; service: string; grade: number | null; completion: string; success: string; score: number | null }>(
      'SELECT l.result_key, l.dispatch_key, l.service, l.grade, i.completion, i.success, i.score FROM lti_results l JOIN registration_instances i ON i.instance_key = l.instance_key WHERE l.instance_key = ?', [instanceKey],
    );
    return rows.map((row) => ({
      resultKey: row.result_key, dispatchKey: row.dispatch_key, service: JSON.parse(row.service) as GradeService, grade: row.grade === null ? null : Number(row.grade),
      outcome: { completion: row.completion, success: row.success, score: row.score === null ? null : Number(row.score) },
    }));
  }

  async settle(resultKey: string, outcome: { grade?: number; error?: string; now: number }): Promise<void> {
    if (outcome.error === undefined) await this.unit.execute('UPDATE lti_results SET grade = ?, confirmed = 1, last_error = NULL, updated_at = ? WHERE result_key = ?', [outcome.grade ?? null, outcome.now, resultKey]);
    else await this.unit.execute('UPDATE lti_results SET confirmed = 0, last_error = ?, updated_at = ? WHERE result_key = ?', [outcome.error.slice(0, 500), outcome.now, resultKey]);
  }

  async removeOf(instanceKeys: readonly string[]): Promise<void> {
    if (instanceKeys.length) await this.unit.execute(`DELETE FROM lti_results WHERE instance_key IN (${instanceKeys.map(() => '?').join(', ')})`, [...instanceKeys]);
  }
}
