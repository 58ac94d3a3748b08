import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { invalidInput } from '../platform/failure';
import type { SettingChange } from '../settings/change-settings';
import type { EffectiveSettings } from '../settings/effective-settings.rules';
import { ChangeCourse } from './change-course';
import { ConfigureCourses, type ConfiguredCourse } from './configure-courses';
import { FindCourses } from './find-courses';

export interface ChangedProperties {
  /** Absent when it stays. */
  title?: string;
  /** Ids of settings. */
  changed: ReadonlySet<string>;
  /** All that hold now. */
  effective: EffectiveSettings;
}

const longestTitle = 255;

/** Sets the title and settings of a course together, and answers what is different now. A value that holds already is not stored, so that it stays inherited. */
@Injectable()
export class ChangeCourseProperties {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly configure: ConfigureCourses,
    private readonly change: ChangeCourse,
  ) {}

  /** Failures: course-unknown, course-version-unknown, setting-unknown, setting-value-refused, invalid-input (the title). */
  run(of: ConfiguredCourse, wanted: { title?: string; settings: readonly SettingChange[] }): Promise<ChangedProperties> {
    return this.unit.run(async () => {
      const { course, version } = await this.courses.one(of.applicationId, of.courseId, of.version);
      const title = wanted.title === version.title ? undefined : wanted.title;
      if (title !== undefined && version.versionKey !== course.newestVersionKey) throw invalidInput('title', 'can be changed of the newest version only');
      if (title !== undefined) await this.change.title(of.applicationId, of.courseId, checkedTitle(title));
      const now = await this.configure.read(of);
      const settings = wanted.settings.filter(({ settingId, value }) => now.get(settingId)?.value !== value);
      if (settings.length) await this.configure.set(of, settings);
      return { title, changed: new Set(settings.map(({ settingId }) => settingId)), effective: settings.length ? await this.configure.read(of) : now };
    });
  }
}

function checkedTitle(title: string): string {
  if (!title.trim()) throw invalidInput('title', 'may not be empty');
  if (title.length > longestTitle) throw invalidInput('title', `must have at most ${longestTitle} characters`);
  return title;
}
