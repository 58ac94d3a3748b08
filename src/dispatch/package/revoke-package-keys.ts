import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { dispatchUnknown } from '../dispatch.failures';
import { DispatchRepository } from '../dispatch.repository';
import { PackageKeyRepository } from './package-key.repository';

export interface Download {
  keyId: string;
  downloadedAt: number;
  revokedAt: number | null;
}

/** Stops one downloaded zip of a dispatch, or all of them; other downloads go on working (RELAY 1.3). */
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
      const keys = await this.keys.of(await this.dispatchKey(applicationId, dispatchId));
      return keys.map((key) => ({ keyId: key.keyId, downloadedAt: key.createdAt, revokedAt: key.revokedAt }));
    });
  }

  /** @param keyId absent: all downloads made so far. Answers how many stopped working. Failures: dispatch-unknown. */
  run(applicationId: string, dispatchId: string, keyId?: string): Promise<number> {
    return this.unit.run(async () => this.keys.revoke(await this.dispatchKey(applicationId, dispatchId), keyId, this.clock.now()));
  }

  private async dispatchKey(applicationId: string, id: string): Promise<string> {
    const found = await this.dispatches.find(applicationId, id);
    if (!found) throw dispatchUnknown(id);
    return found.dispatchKey;
  }
}
