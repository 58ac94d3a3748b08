import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { dispatchUnknown, packageKeyUnknown } from '../dispatch.failures';
import { DispatchRepository } from '../dispatch.repository';
import { PackageKeyRepository } from './package-key.repository';

export interface Download {
  keyId: string;
  downloadedAt: number;
  /** May lie ahead. */
  revokedAt: number | null;
  isTest: boolean;
  /** Sites it was launched from, in the order they were first seen. */
  origins: { origin: string; firstSeenAt: number; lastSeenAt: number }[];
}

const hourMs = 3_600_000;

/** Stops one downloaded zip of a dispatch, or all of them, at once or after a time of grace; other downloads go on working (RELAY 1.3). */
@Injectable()
export class RevokePackageKeys {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly dispatches: DispatchRepository,
    private readonly keys: PackageKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** The downloads of a dispatch, the newest first. Failures: dispatch-unknown. */
  downloads(applicationId: string, dispatchId: string): Promise<Download[]> {
    return this.unit.run(async () => {
      const dispatchKey = await this.dispatchKey(applicationId, dispatchId);
      const seen = await this.keys.originsOf(dispatchKey);
      return (await this.keys.of(dispatchKey)).map(({ keyId, createdAt, revokedAt, isTest }) => ({
        keyId, downloadedAt: createdAt, revokedAt, isTest: isTest ?? false,
        origins: seen.filter((one) => one.keyId === keyId).map(({ origin, firstSeenAt, lastSeenAt }) => ({ origin, firstSeenAt, lastSeenAt })),
      }));
    });
  }

  /** @param keyId absent: all downloads made so far. Answers how many stop working. Failures: dispatch-unknown, package-key-unknown. */
  run(applicationId: string, dispatchId: string, { keyId, graceHours = 0 }: { keyId?: string; graceHours?: number } = {}): Promise<number> {
    return this.unit.run(async () => {
      const dispatchKey = await this.dispatchKey(applicationId, dispatchId);
      if (keyId !== undefined && !(await this.keys.exists(dispatchKey, keyId))) throw packageKeyUnknown(keyId);
      return this.keys.revoke(dispatchKey, keyId, this.clock.now() + graceHours * hourMs);
    });
  }

  private async dispatchKey(applicationId: string, id: string): Promise<string> {
    const found = await this.dispatches.find(applicationId, id);
    if (!found) throw dispatchUnknown(id);
    return found.dispatchKey;
  }
}
