import { Injectable } from '@nestjs/common';
import type { VersionOfCourse } from '../files/change-course-files';
import { FindCourses } from '../find-courses';
import { StartCourseImport } from './start-course-import';

/** Queues files to be laid over those of a version. */
@Injectable()
export class StartOverlay {
  constructor(
    private readonly courses: FindCourses,
    private readonly start: StartCourseImport,
  ) {}

  /** `jobId` is that of what was staged. Failures: course-unknown, course-version-unknown. */
  async run(of: VersionOfCourse, jobId: string, fileName: string | undefined): Promise<string> {
    const { version } = await this.courses.version(of.applicationId, of.courseId, of.version);
    return this.start.fromUpload({ applicationId: of.applicationId, courseId: of.courseId, mayCreateVersion: true, overlay: { version, ...(fileName !== undefined && { fileName: fileName.slice(0, 1000) }) } }, jobId);
  }
}
