import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { hashSecret, isPackageKey } from '../package/dispatch-key.rules';
import { refuseLaunch } from '../relay/identify-caller';
import { refusalAtTheDoor } from '../relay/launch-checks.rules';
import { type Door, LaunchReport } from '../relay/launch.report';

/** What can be checked before an LMS is asked who the learner is: nothing is sent to an address that comes without a good key, or from a site that is not allowed. */
@Injectable()
export class LookAtDoor {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly report: LaunchReport,
    private readonly clock: Clock,
  ) {}

  /** Failures: launch-refused. */
  async run(dispatchKey: string, packageKey: string, origins: readonly string[]): Promise<Door> {
    const keyHash = isPackageKey(packageKey) ? hashSecret(packageKey) : '';
    const door = await this.unit.run(() => this.report.door(dispatchKey, keyHash));
    const { allowedOrigins = [], originMode } = door?.settings ?? {};
    const site = { origins, allowed: allowedOrigins, enforced: originMode === 'enforce' };
    const refusal = refusalAtTheDoor({ key: door?.key, dispatch: door, site, learnerId: '', allowAnonymous: true, proven: false }, this.clock.now());
    if (!door || refusal) return refuseLaunch(refusal ?? 'not-found', door);
    return door;
  }
}
