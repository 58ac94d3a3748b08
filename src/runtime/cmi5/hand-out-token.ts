import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { FindUnitLaunch } from '../units/find-unit-launch';
import { UnitLaunchRepository } from '../units/unit-launch.repository';
import { UnitSecrets } from '../units/unit-secrets';

/** The address that a unit of cmi5 takes its token from, once (cmi5 8.2). */
@Injectable()
export class HandOutToken {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly find: FindUnitLaunch,
    private readonly launches: UnitLaunchRepository,
    private readonly secrets: UnitSecrets,
    private readonly clock: Clock,
  ) {}

  /** The token; `undefined` when it was handed out before. Failures: unit-launch-unknown. */
  async run(fetchSecret: string): Promise<string | undefined> {
    const { launchKey } = await this.find.run('cmi5-fetch', fetchSecret);
    const isFirst = await this.unit.run(() => this.launches.fetch(launchKey, this.clock.now()));
    return isFirst ? this.secrets.basic(launchKey) : undefined;
  }
}
