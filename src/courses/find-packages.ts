import { Injectable } from '@nestjs/common';
import type { Page } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { CourseRepository, type CourseRow } from './course.repository';
import { courseUnknown } from './courses.failures';
import { FindCourses } from './find-courses';
import type { ImportJob } from './import/import-job.entity';

/** A course with what is known of its last import; either may be absent, not both. */
export interface FoundPackage {
  course?: CourseRow;
  /** Kept for a week after its end. */
  job?: ImportJob;
}

/** Reads courses together with how their last import went. */
@Injectable()
export class FindPackages {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly find: FindCourses,
  ) {}

  /** Also one whose first import still runs or has failed. Failures: course-unknown. */
  one(applicationId: string, id: string): Promise<FoundPackage> {
    return this.unit.run(async () => {
      const [course, job] = [await this.courses.find(applicationId, id), await this.courses.newestJobOf(applicationId, id)];
      const version = course && (await this.courses.versionByKey(course.newestVersionKey));
      if (!version && (!job || job.status === 'COMPLETE')) throw courseUnknown(id); // it was deleted since
      return { ...(course && version && { course: { course, version } }), ...(job && { job }) };
    });
  }

  /** Those that can be launched, the newest first. Failures: invalid-input (a token of another list). */
  list(applicationId: string, options: { more?: string; size: number }): Promise<Page<CourseRow>> {
    return this.find.list(applicationId, { dateField: 'created', filterBy: 'course_id', orderBy: 'created', direction: 'desc' }, { ...options, withTotal: false });
  }
}
