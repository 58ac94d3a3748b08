import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey } from '../platform/random-ids';
import { Course } from './course.entity';
import { CourseRepository } from './course.repository';
import { CourseVersion } from './course-version.entity';
import { courseExists } from './courses.failures';
import type { CourseStructure } from './manifests/course-structure.rules';

export interface NewVersion {
  applicationId: string;
  courseId: string;
  versionKey: string;
  mayCreateVersion: boolean;
  structure: CourseStructure;
  warnings: string[];
  webPath: string;
  fileCount: number;
  byteSize: number;
}

/** Makes an unpacked version visible: the first one creates the course, a later one becomes the newest. */
@Injectable()
export class PublishCourseVersion {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: course-exists. */
  run(input: NewVersion): Promise<void> {
    return this.unit.run(async () => {
      if (await this.courses.versionByKey(input.versionKey)) return; // published by an earlier try of the same job
      const now = this.clock.now();
      const title = input.structure.title.slice(0, 255);
      const known = await this.courses.find(input.applicationId, input.courseId);
      if (known && !input.mayCreateVersion) throw courseExists(input.courseId);
      const courseKey = known?.courseKey ?? newKey();
      const versions = known ? await this.courses.versionsOf(input.applicationId, courseKey) : [];
      await this.courses.addVersion(
        Object.assign(new CourseVersion(), {
          versionKey: input.versionKey, courseKey, applicationId: input.applicationId, version: (versions.at(-1)?.version ?? -1) + 1, title, standard: input.structure.standard, structure: input.structure,
          warnings: input.warnings, webPath: input.webPath, fileCount: input.fileCount, byteSize: input.byteSize, createdAt: now, updatedAt: now,
        }),
      );
      if (known) await this.courses.changeCourse(courseKey, { title, newestVersionKey: input.versionKey, updatedAt: now });
      else
        await this.courses.add(
          Object.assign(new Course(), { courseKey, applicationId: input.applicationId, id: input.courseId, title, newestVersionKey: input.versionKey, createdAt: now, updatedAt: now }),
        );
    });
  }
}
