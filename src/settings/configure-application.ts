import { Injectable } from '@nestjs/common';
import { ChangeSettings, type SettingChange } from './change-settings';
import { applicationLevel, type EffectiveSettings, standardLevel, type StandardPlace } from './effective-settings.rules';
import { ReadEffectiveSettings } from './read-effective-settings';

/** Settings of an application, for all of its courses or for those of one learning standard. */
@Injectable()
export class ConfigureApplication {
  constructor(
    private readonly effective: ReadEffectiveSettings,
    private readonly change: ChangeSettings,
  ) {}

  read(applicationId: string, standard?: StandardPlace): Promise<EffectiveSettings> {
    return this.effective.run(applicationId, { standard });
  }

  /** Failures: setting-unknown, setting-value-refused. */
  set(applicationId: string, changes: readonly SettingChange[], standard?: StandardPlace): Promise<void> {
    return this.change.set(applicationId, standard ? standardLevel(standard) : applicationLevel, changes);
  }

  /** Failures: setting-unknown. */
  clear(applicationId: string, settingId: string, standard?: StandardPlace): Promise<void> {
    return this.change.clear(applicationId, standard ? standardLevel(standard) : applicationLevel, settingId);
  }
}
