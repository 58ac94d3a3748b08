import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config';
import { ReadLaunchSettings } from '../read-launch-settings';
import type { UnitLaunch } from '../units/unit-launch.entity';
import { DescribeUnit } from './describe-unit';
import { launchDataOf } from './unit-identity.rules';

/** The document LMS.LaunchData of a session of cmi5; it is made when it is asked for, so nobody can change it. */
@Injectable()
export class ReadLaunchData {
  constructor(
    private readonly config: Config,
    private readonly describe: DescribeUnit,
    private readonly settings: ReadLaunchSettings,
  ) {}

  /** Failures: session-gone, course-unknown. */
  async run(launch: UnitLaunch): Promise<object> {
    const { activity, sessionId, mode } = await this.describe.run(launch);
    const { settingOf } = await this.settings.run(launch.claims);
    return launchDataOf({ activity, sessionId, mode, returnUrl: `${this.config.contentUrl}/play/returned`, alternateKey: settingOf('Cmi5EntitlementKeyAlternate') });
  }
}
