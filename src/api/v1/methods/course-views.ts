import { Injectable } from '@nestjs/common';
import { type CourseRow, FindCourses } from '../../../courses/find-courses';
import { TagCourses } from '../../../courses/tag-courses';
import { CountRegistrations } from '../../../registrations/count-registrations';
import type { Xml } from '../../../platform/xml/xml-elements.rules';
import { type CourseExtras, toCourse } from './course.wire';

/** Courses as the API shows them, with what other features know of them; a page costs as many statements as one course. */
@Injectable()
export class CourseViews {
  constructor(
    private readonly courses: FindCourses,
    private readonly tags: TagCourses,
    private readonly registrations: CountRegistrations,
  ) {}

  /** With a list of its versions. Failures: course-unknown. */
  async detail(applicationId: string, courseId: string): Promise<Xml> {
    const { course, versions } = await this.courses.versions(applicationId, courseId);
    const version = versions.find(({ versionKey }) => versionKey === course.newestVersionKey) ?? versions.at(-1);
    const [extras] = await this.extrasOf(applicationId, [course.courseKey], new Map([[course.courseKey, versions.length]]));
    return toCourse({ course, version } as CourseRow, extras as CourseExtras, versions);
  }

  /** Every course whose id is `wanted` and that carries all of `tags`, in the order of their making. */
  async *all(applicationId: string, wanted: (id: string) => boolean, tags: readonly string[]): AsyncGenerator<Xml> {
    const query = { dateField: 'created', filterBy: 'course_id', orderBy: 'created', direction: 'asc', ...(tags.length && { tags: [...tags] }) } as const;
    for await (const page of this.courses.walk(applicationId, query)) {
      const rows = page.filter(({ course }) => wanted(course.id));
      const extras = await this.extrasOf(applicationId, rows.map(({ course }) => course.courseKey));
      for (const [n, row] of rows.entries()) {
        const extra = extras[n] as CourseExtras;
        if (tags.every((tag) => extra.tags.includes(tag))) yield toCourse(row, extra);
      }
    }
  }

  private async extrasOf(applicationId: string, keys: readonly string[], versions?: ReadonlyMap<string, number>): Promise<CourseExtras[]> {
    if (!keys.length) return [];
    const [tags, registrations, counts] = await Promise.all([this.tags.ofCourses(applicationId, keys), this.registrations.ofCourses(keys), versions ?? this.courses.versionCounts(keys)]);
    return keys.map((key) => ({ tags: tags.get(key) ?? [], registrations: registrations.get(key) ?? 0, versions: counts.get(key) ?? 0 }));
  }
}
