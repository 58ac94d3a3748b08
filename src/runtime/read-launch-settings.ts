import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import type { StandardPlace } from '../settings/effective-settings.rules';
import { ReadEffectiveSettings } from '../settings/read-effective-settings';

/** Keys of a launch, as tokens carry them: application, registration ('' for none), instance, version. */
interface LaunchKeys {
  a: string;
  r: string;
  i: string;
  v: string;
}
export interface LaunchSettings {
  place: StandardPlace;
  courseKey: string;
  /** '' for a setting nobody knows. */
  settingOf: (settingId: string) => string;
}

/** The settings that hold for a launch, in one statement. */
@Injectable()
export class ReadLaunchSettings {
  constructor(
    private readonly courses: FindCourses,
    private readonly effective: ReadEffectiveSettings,
  ) {}

  /** Failures: course-unknown. */
  async run({ a, r, i, v }: LaunchKeys): Promise<LaunchSettings> {
    const place = await this.courses.settingPlaceOf(v);
    const settings = await this.effective.run(a, r === '' ? place : { ...place, registrationKey: r, instanceKey: i });
    return { place: place.standard, courseKey: place.courseKey, settingOf: (settingId) => settings.get(settingId)?.value ?? '' };
  }
}
