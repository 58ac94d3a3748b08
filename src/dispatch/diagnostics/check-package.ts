import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { hashSecret, isPackageKey } from '../package/dispatch-key.rules';
import { type RefusalCode, refusalAtTheDoor } from '../relay/launch-checks.rules';
import { LaunchReport } from '../relay/launch.report';

export interface PackageCheck {
  /** Why nobody at all is let in; absent when learners are. */
  refusal?: RefusalCode;
  /** Why nobody new is let in. */
  newLearners?: 'full' | 'closed-to-new';
  /** The server's clock. */
  now: number;
}

/** Says whether learners would be let in with a package, from the sites a browser reports. Takes no seat and stores nothing. */
@Injectable()
export class CheckPackage {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly report: LaunchReport,
    private readonly clock: Clock,
  ) {}

  async run(dispatchKey: string, packageKey: string, origins: readonly string[]): Promise<PackageCheck> {
    const now = this.clock.now();
    const door = await this.unit.run(() => this.report.door(dispatchKey, isPackageKey(packageKey) ? hashSecret(packageKey) : ''));
    const { allowedOrigins = [], originMode } = door?.settings ?? {};
    const refusal = refusalAtTheDoor({ key: door?.key, dispatch: door, site: { origins, allowed: allowedOrigins, enforced: originMode === 'enforce' }, learnerId: '-', allowAnonymous: true, proven: false }, now);
    if (refusal || !door) return { refusal: refusal ?? 'not-found', now };
    if (door.key?.isTest) return { now };
    if (!door.allowNewRegistrations) return { newLearners: 'closed-to-new', now };
    return door.isFull ? { newLearners: 'full', now } : { now };
  }
}
