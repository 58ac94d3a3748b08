import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ChangeSettings, type SettingChange } from '../settings/change-settings';
import type { EffectiveSettings, SettingLevel } from '../settings/effective-settings.rules';
import { type PostBack, postBackSettings, settingsOfPostBack, withoutSetting } from '../settings/post-back-settings.rules';
import { ReadEffectiveSettings } from '../settings/read-effective-settings';
import { type RegistrationPlace, RegistrationPlaceReport } from './registration-place.report';
import { instanceUnknown, registrationUnknown } from './registrations.failures';

export interface ConfiguredRegistration {
  applicationId: string;
  registrationId: string;
  /** Absent: all instances of the registration. */
  instance?: number;
}

/** Settings of a registration, and of one instance of it, which come before those of the registration. Failures of all: registration-unknown, instance-unknown. */
@Injectable()
export class ConfigureRegistrations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly places: RegistrationPlaceReport,
    private readonly courses: FindCourses,
    private readonly effective: ReadEffectiveSettings,
    private readonly change: ChangeSettings,
  ) {}

  /** Two statements, and what `postBackOfDispatch` needs. */
  read(of: ConfiguredRegistration, postBackOfDispatch: (dispatchId: string) => Promise<PostBack | undefined>): Promise<EffectiveSettings> {
    return this.unit.run(async () => {
      const found = await this.find(of);
      const place = { ...(await this.courses.settingPlaceOf(found.versionKey)), registrationKey: found.registrationKey, ...(of.instance === undefined ? {} : { instanceKey: found.instanceKey }) };
      const postBack = found.dispatchId === null ? found.postBack : await postBackOfDispatch(found.dispatchId);
      return this.effective.run(of.applicationId, { ...place, carried: { from: found.dispatchId === null ? 'registration' : 'dispatch', values: settingsOfPostBack(postBack) } });
    });
  }

  /** Failures: setting-unknown, setting-value-refused. */
  set(of: ConfiguredRegistration, changes: readonly SettingChange[]): Promise<void> {
    return this.unit.run(async () => this.change.set(of.applicationId, levelOf(of, await this.find(of)), changes));
  }

  /** Failures: setting-unknown. */
  clear(of: ConfiguredRegistration, settingId: string): Promise<void> {
    return this.unit.run(async () => {
      const found = await this.find(of);
      await this.change.clear(of.applicationId, levelOf(of, found), settingId);
      const rest = withoutSetting(found.postBack, settingId);
      const isCarried = of.instance === undefined && found.dispatchId === null && rest !== found.postBack;
      if (isCarried) await this.places.changePostBack(of.applicationId, found.registrationKey, rest);
    });
  }

  /** A postback for all instances, in the place of the one there is. */
  async setPostBack(of: Omit<ConfiguredRegistration, 'instance'>, postBack: PostBack): Promise<void> {
    await this.set(of, [...settingsOfPostBack(postBack)].map(([settingId, value]) => ({ settingId, value })));
  }

  /** The registration inherits its postback again. */
  clearPostBack(of: Omit<ConfiguredRegistration, 'instance'>): Promise<void> {
    return this.unit.run(async () => {
      const found = await this.find(of);
      for (const settingId of postBackSettings) await this.change.clear(of.applicationId, levelOf(of, found), settingId);
      if (found.postBack) await this.places.changePostBack(of.applicationId, found.registrationKey, null);
    });
  }

  private async find({ applicationId, registrationId, instance }: ConfiguredRegistration): Promise<RegistrationPlace> {
    const found = await this.places.of(applicationId, registrationId, instance);
    if (!found) throw registrationUnknown(registrationId);
    if (found === 'no-instance') throw instanceUnknown(registrationId, instance ?? 0);
    return found;
  }
}

const levelOf = ({ instance }: ConfiguredRegistration, found: RegistrationPlace): SettingLevel =>
  instance === undefined ? { kind: 'registration', itemKey: found.registrationKey } : { kind: 'instance', itemKey: found.instanceKey };
