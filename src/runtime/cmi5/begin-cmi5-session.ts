import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { StoreStatements } from '../../xapi/statements/store-statements';
import type { UnitLaunch } from '../units/unit-launch.entity';
import { UnitLaunchRepository } from '../units/unit-launch.repository';
import { DescribeUnit } from './describe-unit';
import { abandonedStatement, launchedStatement } from './lms-statements.rules';
import { uuidOf } from './unit-identity.rules';

/** What the LMS says when a unit of cmi5 is launched: that it is, and that a session which never ended is over (cmi5 9.3.1, 9.3.6). */
@Injectable()
export class BeginCmi5Session {
  constructor(
    private readonly config: Config,
    private readonly launches: UnitLaunchRepository,
    private readonly statements: StoreStatements,
    private readonly describe: DescribeUnit,
    private readonly clock: Clock,
  ) {}

  /** Inside the launch's unit of work, before the launch is stored. */
  async run(launch: UnitLaunch): Promise<void> {
    const unit = await this.describe.run(launch);
    if (unit.mode !== 'Normal') return; // who only looks on ends nobody's work
    for (const older of await this.launches.running(launch.instanceKey)) await this.abandon(older);
    const { href = '' } = unit.activity;
    const launchUrl = /^https?:/i.test(href) ? href : `${this.config.contentUrl}/${href}`;
    await this.statements.run(unit.origin, [launchedStatement({ ...unit, id: uuidOf(`launched ${launch.launchKey}`), timestamp: this.moment() }, unit.mode, launchUrl)], this.clock.now());
  }

  /** One that was never initialized ends without a word. */
  private async abandon(launch: UnitLaunch): Promise<void> {
    await this.launches.change(launch.launchKey, { endedAt: this.clock.now() });
    const unit = await this.describe.run(launch);
    if (launch.initializedAt === null || unit.mode !== 'Normal') return;
    const seconds = Math.max(0, (launch.heardAt ?? launch.initializedAt) - launch.openedAt) / 1000;
    await this.statements.run(unit.origin, [abandonedStatement({ ...unit, id: uuidOf(`abandoned ${launch.launchKey}`), timestamp: this.moment() }, seconds)], this.clock.now());
  }

  private moment(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
