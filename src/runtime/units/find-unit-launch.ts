import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { unitLaunchUnknown } from '../runtime.failures';
import { sessionSeconds } from '../session-token';
import type { UnitLaunch } from './unit-launch.entity';
import { UnitLaunchRepository } from './unit-launch.repository';
import { UnitSecrets } from './unit-secrets';

/** The launch of a unit that content speaks for. */
@Injectable()
export class FindUnitLaunch {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly secrets: UnitSecrets,
    private readonly launches: UnitLaunchRepository,
    private readonly clock: Clock,
  ) {}

  /** Lives as long as a session: 12 hours. Failures: unit-launch-unknown. */
  async run(purpose: Parameters<UnitSecrets['of']>[0], secret: string): Promise<UnitLaunch> {
    const launchKey = this.secrets.read(purpose, secret);
    const found = launchKey === undefined ? null : await this.unit.run(() => this.launches.find(launchKey));
    if (!found || this.clock.now() > found.openedAt + sessionSeconds * 1000) throw unitLaunchUnknown();
    return found;
  }
}
