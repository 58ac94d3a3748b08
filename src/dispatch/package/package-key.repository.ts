import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { PackageKey } from './package-key.entity';
import { PackageOrigin } from './package-origin.entity';

@Injectable()
export class PackageKeyRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** Keys of a dispatch, the newest download first. */
  of(dispatchKey: string): Promise<PackageKey[]> {
    return this.unit.manager.find(PackageKey, { where: { dispatchKey }, order: { keyId: 'DESC' } });
  }

  /** Where the packages of a dispatch were seen. */
  originsOf(dispatchKey: string): Promise<PackageOrigin[]> {
    return this.unit.manager.find(PackageOrigin, { where: { dispatchKey }, order: { firstSeenAt: 'ASC' } });
  }

  async add(keys: readonly PackageKey[]): Promise<void> {
    const rows = keys.flatMap((key) => [key.keyId, key.dispatchKey, key.keyHash, key.createdAt, key.revokedAt, key.isTest ? 1 : 0]);
    await this.unit.execute(`INSERT INTO dispatch_keys (key_id, dispatch_key, key_hash, created_at, revoked_at, is_test) VALUES ${keys.map(() => '(?, ?, ?, ?, ?, ?)').join(', ')}`, rows);
  }

  /** `keyId` absent: all of the dispatch. `at` may lie ahead; a key that ends earlier stays so. Answers how many were changed. */
  async revoke(dispatchKey: string, keyId: string | undefined, at: number): Promise<number> {
    const one = keyId === undefined ? '' : 'AND key_id = ?';
    const done = await this.unit.execute(`UPDATE dispatch_keys SET revoked_at = ? WHERE dispatch_key = ? AND (revoked_at IS NULL OR revoked_at > ?) ${one}`, [
      at, dispatchKey, at, ...(keyId === undefined ? [] : [keyId]),
    ]);
    return done.affected;
  }

  async exists(dispatchKey: string, keyId: string): Promise<boolean> {
    return (await this.unit.query('SELECT key_id FROM dispatch_keys WHERE dispatch_key = ? AND key_id = ?', [dispatchKey, keyId])).length > 0;
  }

  /** Answers true when the package was never seen there before. */
  async sawOrigin(seen: PackageOrigin): Promise<boolean> {
    const { keyId, origin, dispatchKey, destinationKey, firstSeenAt, lastSeenAt } = seen;
    const known = await this.unit.execute('UPDATE package_origins SET last_seen_at = ? WHERE key_id = ? AND origin = ?', [lastSeenAt, keyId, origin]);
    if (known.affected) return false;
    const twice = this.unit.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE origin = package_origins.origin' : 'ON CONFLICT DO NOTHING';
    const columns = 'key_id, origin, dispatch_key, destination_key, first_seen_at, last_seen_at';
    await this.unit.execute(`INSERT INTO package_origins (${columns}) VALUES (?, ?, ?, ?, ?, ?) ${twice}`, [keyId, origin, dispatchKey, destinationKey, firstSeenAt, lastSeenAt]);
    return true;
  }
}
