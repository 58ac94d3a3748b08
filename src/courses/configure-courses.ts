import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ChangeSettings, type SettingChange } from '../settings/change-settings';
import type { EffectiveSettings, SettingLevel, SettingPlace } from '../settings/effective-settings.rules';
import { ReadEffectiveSettings } from '../settings/read-effective-settings';
import { FindCourses } from './find-courses';
import { hasOneUnit } from './manifests/units.rules';

export interface ConfiguredCourse {
  applicationId: string;
  courseId: string;
  /** Absent: all versions of the course. */
  version?: number;
}

/** Settings of a course, and of one version of it, which come before those of the course. Failures of all: course-unknown, course-version-unknown. */
@Injectable()
export class ConfigureCourses {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly effective: ReadEffectiveSettings,
    private readonly change: ChangeSettings,
  ) {}

  read(of: ConfiguredCourse): Promise<EffectiveSettings> {
    return this.unit.run(async () => this.effective.run(of.applicationId, await this.placeOf(of)));
  }

  /** Failures: setting-unknown, setting-value-refused. */
  set(of: ConfiguredCourse, changes: readonly SettingChange[]): Promise<void> {
    return this.unit.run(async () => this.change.set(of.applicationId, levelOf(await this.placeOf(of)), changes));
  }

  /** Failures: setting-unknown. */
  clear(of: ConfiguredCourse, settingId: string): Promise<void> {
    return this.unit.run(async () => this.change.clear(of.applicationId, levelOf(await this.placeOf(of)), settingId));
  }

  private async placeOf({ applicationId, courseId, version }: ConfiguredCourse): Promise<SettingPlace> {
    const found = await this.courses.one(applicationId, courseId, version);
    const standard = { standard: found.version.standard, singleSco: hasOneUnit(found.version.structure) };
    return { standard, courseKey: found.course.courseKey, ...(version === undefined ? {} : { versionKey: found.version.versionKey }) };
  }
}

const levelOf = ({ courseKey = '', versionKey }: SettingPlace): SettingLevel => (versionKey === undefined ? { kind: 'course', itemKey: courseKey } : { kind: 'version', itemKey: versionKey });
