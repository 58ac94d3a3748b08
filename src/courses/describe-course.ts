import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindCourses } from './find-courses';

export interface CourseDescription {
  courseKey: string;
  courseId: string;
  versionKey: string;
  title: string;
  /** In the wanted language where the manifest has it, else the first one. */
  description?: string;
  /** As the manifest writes it, an ISO 8601 duration or hh:mm:ss. */
  duration?: string;
}

/** What can be told about the newest version of a course to somebody who is invited to it. */
@Injectable()
export class DescribeCourse {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
  ) {}

  /** Failures: course-unknown. */
  run(courseKey: string, language?: string | null): Promise<CourseDescription> {
    return this.unit.run(async () => {
      const { versionKey, course } = await this.courses.newestVersionOfKey(courseKey);
      const { metadata } = await this.courses.structureOf(versionKey);
      const wanted = metadata.descriptions.find((one) => language && one.language?.toLowerCase().startsWith(language.slice(0, 2).toLowerCase()));
      return { courseKey, courseId: course.id, versionKey, title: course.title, description: (wanted ?? metadata.descriptions[0])?.value, duration: metadata.typicaltime ?? metadata.duration };
    });
  }
}
