import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { SettingLevel } from './effective-settings.rules';
import { type SettingDefinition, settingCatalogue } from './setting-catalogue.rules';
import { SettingRepository } from './setting.repository';
import { problemOf } from './setting-values.rules';
import { settingUnknown, settingValueRefused } from './settings.failures';

export interface SettingChange {
  settingId: string;
  value: string;
}

function definitionOf(settingId: string): SettingDefinition {
  const definition = settingCatalogue.get(settingId);
  if (!definition) throw settingUnknown(settingId);
  return definition;
}

/** Sets and clears values at one level, all of a call or none. They are kept as they were sent. */
@Injectable()
export class ChangeSettings {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly settings: SettingRepository,
  ) {}

  /** Of a setting that is named twice the last value counts. Failures: setting-unknown, setting-value-refused. */
  async set(applicationId: string, level: SettingLevel, changes: readonly SettingChange[]): Promise<void> {
    this.check(changes);
    await this.unit.run(() => this.settings.put(applicationId, level, new Map(changes.map(({ settingId, value }) => [settingId, value]))));
  }

  /** Safe where nothing is set. Failures: setting-unknown. */
  async clear(applicationId: string, level: SettingLevel, settingId: string): Promise<void> {
    definitionOf(settingId);
    await this.unit.run(() => this.settings.remove(applicationId, level, settingId));
  }

  /** Failures: setting-unknown, setting-value-refused. */
  check(changes: readonly SettingChange[]): void {
    for (const { settingId, value } of changes) {
      const problem = problemOf(definitionOf(settingId), value);
      if (problem) throw settingValueRefused(settingId, problem);
    }
  }
}
