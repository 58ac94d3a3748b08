import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Administrator } from './administrator.entity';

@Injectable()
export class AdministratorRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** Besides those who come and go with a group. */
  async any(): Promise<boolean> {
    return (await this.unit.query('SELECT administrator_key FROM administrators WHERE is_by_groups IS NULL LIMIT 1')).length > 0;
  }

  find(administratorKey: string): Promise<Administrator | null> {
    return this.unit.manager.findOneBy(Administrator, { administratorKey });
  }

  byEmail(email: string): Promise<Administrator | null> {
    return this.unit.manager.findOneBy(Administrator, { email });
  }

  byLink(linkHash: string): Promise<Administrator | null> {
    return this.unit.manager.findOneBy(Administrator, { linkHash });
  }

  byIdentity(identityHash: string): Promise<Administrator | null> {
    return this.unit.manager.findOneBy(Administrator, { identityHash });
  }

  /** False when there is one already. */
  async link(administratorKey: string, identityHash: string): Promise<boolean> {
    return (await this.unit.execute('UPDATE administrators SET identity_hash = ? WHERE administrator_key = ? AND identity_hash IS NULL', [identityHash, administratorKey])).affected > 0;
  }

  /** The oldest first. */
  all(): Promise<Administrator[]> {
    return this.unit.manager.find(Administrator, { order: { createdAt: 'ASC', administratorKey: 'ASC' } });
  }

  async add(administrator: Administrator): Promise<void> {
    await this.unit.manager.insert(Administrator, administrator);
  }

  async change(administratorKey: string, fields: Partial<Administrator>): Promise<void> {
    await this.unit.manager.update(Administrator, { administratorKey }, fields);
  }

  async remove(administratorKey: string): Promise<void> {
    await this.unit.execute('DELETE FROM administrators WHERE administrator_key = ?', [administratorKey]);
  }

  /** The keys of the owners of the installation who can sign in, locked. */
  async lockedOwners(): Promise<string[]> {
    const rows = await this.unit.query<{ k: string }>(`SELECT administrator_key AS k FROM administrators WHERE is_installation_owner = 1 AND password_hash IS NOT NULL ORDER BY administrator_key${this.unit.forUpdate}`);
    return rows.map(({ k }) => k);
  }

  /** False when the link was used in the meantime. */
  async useLink(administratorKey: string, linkHash: string, fields: { passwordHash: string; name: string; now: number }): Promise<boolean> {
    const { affected } = await this.unit.execute('UPDATE administrators SET password_hash = ?, name = ?, link_hash = NULL, link_until = NULL, updated_at = ? WHERE administrator_key = ? AND link_hash = ?', [
      fields.passwordHash, fields.name, fields.now, administratorKey, linkHash,
    ]);
    return affected > 0;
  }

  /** False when a code of this step or a later one was used already. */
  async useStep(administratorKey: string, step: number): Promise<boolean> {
    const { affected } = await this.unit.execute('UPDATE administrators SET totp_step = ? WHERE administrator_key = ? AND (totp_step IS NULL OR totp_step < ?)', [step, administratorKey, step]);
    return affected > 0;
  }

  async setRecoveryCodes(administratorKey: string, hashes: readonly string[]): Promise<void> {
    await this.unit.execute('DELETE FROM administrator_recovery_codes WHERE administrator_key = ?', [administratorKey]);
    for (const hash of hashes) await this.unit.execute('INSERT INTO administrator_recovery_codes (administrator_key, code_hash) VALUES (?, ?)', [administratorKey, hash]);
  }

  /** False when there is none with this hash (any more). */
  async useRecoveryCode(administratorKey: string, hash: string): Promise<boolean> {
    return (await this.unit.execute('DELETE FROM administrator_recovery_codes WHERE administrator_key = ? AND code_hash = ?', [administratorKey, hash])).affected > 0;
  }
}
