import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type EffectiveSettings, effectiveSettings, levelsOf, type SettingPlace } from './effective-settings.rules';
import { SettingRepository } from './setting.repository';

/** The values that hold at a place, in one statement. */
@Injectable()
export class ReadEffectiveSettings {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly settings: SettingRepository,
  ) {}

  async run(applicationId: string, place: SettingPlace): Promise<EffectiveSettings> {
    return (await this.many(applicationId, [place]))[0] ?? effectiveSettings(place, []);
  }

  /** Of many places of one application, in the same order. */
  async many(applicationId: string, places: readonly SettingPlace[]): Promise<EffectiveSettings[]> {
    const stored = await this.unit.run(() => this.settings.of(applicationId, places.flatMap(levelsOf)));
    return places.map((place) => effectiveSettings(place, stored));
  }
}
