import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { ConfigureCourses } from '../configure-courses';
import { FindCourses } from '../find-courses';
import { type EditableSetting, editableSettings } from './editable-settings.rules';
import type { EditedCourse } from './grant-course-editor';

/** What can be changed of a course by whoever looks after it. */
@Injectable()
export class ReadCourseEditor {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly configure: ConfigureCourses,
  ) {}

  /** Failures: course-unknown. */
  run(of: EditedCourse): Promise<{ title: string; version: number; standard: string; settings: EditableSetting[] }> {
    return this.unit.run(async () => {
      const { title, version, standard } = await this.courses.version(of.applicationId, of.courseId);
      return { title, version, standard, settings: editableSettings(standard, await this.configure.read(of)) };
    });
  }
}
