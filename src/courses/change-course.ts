import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { CourseRepository } from './course.repository';
import { courseUnknown } from './courses.failures';

/** Changes what may change of a course without a new version: its title. */
@Injectable()
export class ChangeCourse {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: course-unknown. */
  title(applicationId: string, id: string, title: string): Promise<void> {
    return this.unit.run(async () => {
      const course = await this.courses.find(applicationId, id);
      if (!course) throw courseUnknown(id);
      const now = this.clock.now();
      await this.courses.changeCourse(course.courseKey, { title, updatedAt: now });
      await this.courses.retitle(course.newestVersionKey, title, now);
    });
  }
}
