import { Injectable } from '@nestjs/common';
import type { CourseRow } from '../../../courses/find-courses';
import { TagCourses } from '../../../courses/tag-courses';
import { FindDispatches } from '../../../dispatch/find-dispatches';
import { CountRegistrations } from '../../../registrations/count-registrations';
import { flagOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';
import { toCourseSchema } from './course.wire';

/** Courses as the API shows them, with what other features know of them; a page costs as many statements as one course. */
@Injectable()
export class CourseViews {
  constructor(
    private readonly tags: TagCourses,
    private readonly dispatches: FindDispatches,
    private readonly registrations: CountRegistrations,
  ) {}

  /** With the registrations of the whole course, when asked for; warnings would make a list long. */
  async of(applicationId: string, rows: readonly CourseRow[], q: Params, withWarnings = false) {
    const courseKeys = rows.map(({ course }) => course.courseKey);
    return this.shown(applicationId, rows, q, wantsCounts(q) ? await this.registrations.ofCourses(courseKeys) : undefined, withWarnings);
  }

  /** Versions of one course, with the registrations that are at each. */
  async ofVersions(applicationId: string, rows: readonly CourseRow[], q: Params) {
    return this.shown(applicationId, rows, q, wantsCounts(q) && rows[0] ? await this.registrations.ofVersions(rows[0].course.courseKey) : undefined, true);
  }

  private async shown(applicationId: string, rows: readonly CourseRow[], q: Params, counts: ReadonlyMap<string, number> | undefined, warnings: boolean) {
    const courseKeys = [...new Set(rows.map(({ course }) => course.courseKey))];
    const [tags, dispatched] = await Promise.all([this.tags.ofCourses(applicationId, courseKeys), this.dispatches.coursesAmong(courseKeys)]);
    const metadata = flagOf('includeCourseMetadata', single(q['includeCourseMetadata']));
    return rows.map((row) => {
      const { courseKey } = row.course;
      const registrationCount = counts && (counts.get(row.version.versionKey) ?? counts.get(courseKey) ?? 0); // keys are unique among all tables
      return toCourseSchema(row, { metadata, warnings, registrationCount, tags: tags.get(courseKey) ?? [], isDispatched: dispatched.has(courseKey) });
    });
  }
}

const wantsCounts = (q: Params) => flagOf('includeRegistrationCount', single(q['includeRegistrationCount']));
