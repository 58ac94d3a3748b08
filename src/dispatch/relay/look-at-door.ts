import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { hashSecret, isPackageKey } from '../package/dispatch-key.rules';
import { refuseLaunch } from './identify-caller';
import { type RefusalCode, refusalAtTheDoor } from './launch-checks.rules';
import { type Door, LaunchReport } from './launch.report';

/** What can be checked before it is known who the learner is: nothing is sent to an address that comes without a good key, or from a site that is not allowed. */
@Injectable()
export class LookAtDoor {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly report: LaunchReport,
    private readonly clock: Clock,
  ) {}

  /** Failures: launch-refused. */
  async run(dispatchKey: string, packageKey: string, origins: readonly string[]): Promise<Door> {
    const { door, refusal } = await this.look(dispatchKey, packageKey, origins);
    if (!door || refusal) return refuseLaunch(refusal ?? 'not-found', door);
    return door;
  }

  /** The same without a failure. A refusal is there wherever a door is not. */
  async look(dispatchKey: string, packageKey: string, origins: readonly string[]): Promise<{ door?: Door; refusal?: RefusalCode }> {
    const door = await this.unit.run(() => this.report.door(dispatchKey, isPackageKey(packageKey) ? hashSecret(packageKey) : ''));
    const { allowedOrigins = [], originMode } = door?.settings ?? {};
    const site = { origins, allowed: allowedOrigins, enforced: originMode === 'enforce' };
    const refusal = refusalAtTheDoor({ key: door?.key, dispatch: door, site, learnerId: '', allowAnonymous: true, proven: false }, this.clock.now());
    if (!door) return { refusal: refusal ?? 'not-found' };
    return refusal ? { door, refusal } : { door };
  }
}
