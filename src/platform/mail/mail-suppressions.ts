import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { UnitOfWork } from '../database/unit-of-work';

export type SuppressionScope = 'all' | 'reminders';
export interface Suppression {
  /** In lower case. */
  address: string;
  scope: SuppressionScope;
  reason: string;
  createdAt: number;
}

const pageSize = 100;
const addressesAtOnce = 500;

/** As addresses are compared: without regard to case. */
export const plainAddress = (address: string): string => address.trim().toLowerCase();

/** Addresses an application may not mail, checked last before a message is sent. Every method wants a running unit of work. */
@Injectable()
export class MailSuppressions {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Idempotent; 'all' outdoes 'reminders'. */
  async add(applicationId: string, address: string, scope: SuppressionScope, reason: string): Promise<void> {
    const plain = plainAddress(address);
    const words = reason.slice(0, 255);
    const known = this.unit.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE address = mail_suppressions.address' : 'ON CONFLICT DO NOTHING';
    await this.unit.execute(`INSERT INTO mail_suppressions (application_id, address, scope, reason, created_at) VALUES (?, ?, ?, ?, ?) ${known}`, [applicationId, plain, scope, words, this.clock.now()]);
    if (scope === 'all') await this.unit.execute("UPDATE mail_suppressions SET scope = 'all', reason = ? WHERE application_id = ? AND address = ? AND scope <> 'all'", [words, applicationId, plain]);
  }

  async remove(applicationId: string, address: string): Promise<void> {
    await this.unit.execute('DELETE FROM mail_suppressions WHERE application_id = ? AND address = ?', [applicationId, plainAddress(address)]);
  }

  /** Those of `addresses` (as they are written there) that may not be mailed. */
  async among(applicationId: string, addresses: readonly string[], isReminder: boolean): Promise<Set<string>> {
    const plain = [...new Set(addresses.map(plainAddress))];
    const found = new Set<string>();
    for (let at = 0; at < plain.length; at += addressesAtOnce) {
      const part = plain.slice(at, at + addressesAtOnce);
      const rows = await this.unit.query<{ address: string }>(
        `SELECT address FROM mail_suppressions WHERE application_id = ? AND address IN (${part.map(() => '?').join(', ')})${isReminder ? '' : " AND scope = 'all'"}`,
        [applicationId, ...part],
      );
      for (const row of rows) found.add(row.address);
    }
    return new Set(addresses.filter((address) => found.has(plainAddress(address))));
  }

  /** Up to 100 in the order of addresses, behind `after`. */
  async list(applicationId: string, after = ''): Promise<Suppression[]> {
    const rows = await this.unit.query<{ address: string; scope: SuppressionScope; reason: string; created_at: number }>(
      `SELECT address, scope, reason, created_at FROM mail_suppressions WHERE application_id = ? AND address > ? ORDER BY address LIMIT ${pageSize}`,
      [applicationId, after],
    );
    return rows.map(({ address, scope, reason, created_at }) => ({ address, scope, reason, createdAt: Number(created_at) }));
  }
}
