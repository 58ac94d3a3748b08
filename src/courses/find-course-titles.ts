import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { CourseRepository } from './course.repository';

export interface CourseTitle {
  courseKey: string;
  /** Chosen by the caller. */
  id: string;
  title: string;
}

/** Ids and titles of several courses in one statement, for the lists of other features; unknown courses are absent. */
@Injectable()
export class FindCourseTitles {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
  ) {}

  async byId(applicationId: string, ids: readonly string[]): Promise<Map<string, CourseTitle>> {
    const found = await this.unit.run(() => this.courses.titles('id', ids, applicationId));
    return new Map(found.map((course) => [course.id, course]));
  }

  async byKey(courseKeys: readonly string[]): Promise<Map<string, CourseTitle>> {
    const found = await this.unit.run(() => this.courses.titles('course_key', courseKeys));
    return new Map(found.map((course) => [course.courseKey, course]));
  }
}
