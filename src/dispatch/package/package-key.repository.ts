import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { PackageKey } from './package-key.entity';

@Injectable()
export class PackageKeyRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** Keys of a dispatch, the newest download first. */
  of(dispatchKey: string): Promise<PackageKey[]> {
    return this.unit.manager.find(PackageKey, { where: { dispatchKey }, order: { keyId: 'DESC' } });
  }

  async add(keys: readonly PackageKey[]): Promise<void> {
    const rows = keys.flatMap((key) => [key.keyId, key.dispatchKey, key.keyHash, key.createdAt, key.revokedAt]);
    await this.unit.execute(`INSERT INTO dispatch_keys (key_id, dispatch_key, key_hash, created_at, revoked_at) VALUES ${keys.map(() => '(?, ?, ?, ?, ?)').join(', ')}`, rows);
  }

  /** `keyId` absent: all of the dispatch. Answers how many were good until now. */
  async revoke(dispatchKey: string, keyId: string | undefined, now: number): Promise<number> {
    const one = keyId === undefined ? '' : 'AND key_id = ?';
    const done = await this.unit.execute(`UPDATE dispatch_keys SET revoked_at = ? WHERE dispatch_key = ? AND revoked_at IS NULL ${one}`, [
      now, dispatchKey, ...(keyId === undefined ? [] : [keyId]),
    ]);
    return done.affected;
  }
}
