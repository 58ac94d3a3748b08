import { Injectable } from '@nestjs/common';
import { MoreTokens, type Page, pageSize } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Course } from './course.entity';
import { type CourseQuery, CourseRepository, type CourseRow } from './course.repository';
import type { CourseVersion } from './course-version.entity';
import { courseUnknown, courseVersionUnknown, importJobUnknown } from './courses.failures';
import type { ImportJob } from './import/import-job.entity';
import type { CourseStructure } from './manifests/course-structure.rules';
import { hasOneUnit } from './manifests/units.rules';

export type { CourseQuery, CourseRow } from './course.repository';

/** Where a version stands among the levels of settings. */
export interface VersionPlace {
  standard: { standard: string; singleSco: boolean };
  courseKey: string;
  versionKey: string;
}
export interface FoundVersion {
  courseKey: string;
  courseId: string;
  title: string;
  versionKey: string;
  version: number;
  standard: string;
}

const keptStructures = 500;
/** Rows of a page of a list that is walked to its end. */
const walked = 100;

/** Reads courses, their versions and import jobs. */
@Injectable()
export class FindCourses {
  private readonly structures = new Map<string, { structure: CourseStructure; courseKey: string }>();

  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly moreTokens: MoreTokens,
  ) {}

  async exists(applicationId: string, id: string): Promise<boolean> {
    return (await this.unit.run(() => this.courses.find(applicationId, id))) !== null;
  }

  /** The course with one version, the newest when none is named. Failures: course-unknown, course-version-unknown. */
  one(applicationId: string, id: string, version?: number): Promise<CourseRow> {
    return this.unit.run(async () => {
      const course = await this.courses.find(applicationId, id);
      if (!course) throw courseUnknown(id);
      const found = version === undefined ? await this.courses.versionByKey(course.newestVersionKey) : await this.courses.version(applicationId, course.courseKey, version);
      if (!found) throw courseVersionUnknown(id, version ?? 0);
      return { course, version: found };
    });
  }

  /** Failures: course-unknown, course-version-unknown. */
  async version(applicationId: string, id: string, version?: number): Promise<FoundVersion> {
    const row = await this.one(applicationId, id, version);
    return { courseKey: row.course.courseKey, courseId: row.course.id, title: row.version.title, versionKey: row.version.versionKey, version: row.version.version, standard: row.version.standard };
  }

  /** Failures: course-unknown. */
  newestVersionOfKey(courseKey: string): Promise<{ versionKey: string; course: Course }> {
    return this.unit.run(async () => {
      const course = await this.courses.findByKey(courseKey);
      if (!course) throw courseUnknown(courseKey);
      return { versionKey: course.newestVersionKey, course };
    });
  }

  /** All versions, the oldest first. Failures: course-unknown. */
  versions(applicationId: string, id: string): Promise<{ course: Course; versions: CourseVersion[] }> {
    return this.unit.run(async () => {
      const course = await this.courses.find(applicationId, id);
      if (!course) throw courseUnknown(id);
      return { course, versions: await this.courses.versionsOf(applicationId, course.courseKey) };
    });
  }

  /** A version never changes, so its structure is kept in memory. Failures: course-unknown. */
  async structureOf(versionKey: string): Promise<CourseStructure> {
    return (await this.kept(versionKey)).structure;
  }

  /** Kept in memory as well. Failures: course-unknown. */
  async settingPlaceOf(versionKey: string): Promise<VersionPlace> {
    const { structure, courseKey } = await this.kept(versionKey);
    return { standard: { standard: structure.standard, singleSco: hasOneUnit(structure) }, courseKey, versionKey };
  }

  /** Brings what the two above answer into memory for many versions, in one statement at most. */
  async keep(versionKeys: readonly string[]): Promise<void> {
    const missing = [...new Set(versionKeys)].filter((key) => !this.structures.has(key));
    if (!missing.length) return;
    for (const version of await this.unit.run(() => this.courses.versionsByKey(missing))) this.remember(version);
  }

  private async kept(versionKey: string): Promise<{ structure: CourseStructure; courseKey: string }> {
    const known = this.structures.get(versionKey);
    if (known) return known;
    const version = await this.unit.run(() => this.courses.versionByKey(versionKey));
    if (!version) throw courseUnknown(versionKey);
    return this.remember(version);
  }

  private remember({ versionKey, structure, courseKey }: CourseVersion): { structure: CourseStructure; courseKey: string } {
    if (this.structures.size >= keptStructures) this.structures.delete(this.structures.keys().next().value ?? '');
    this.structures.set(versionKey, { structure, courseKey });
    return { structure, courseKey };
  }

  /** How many versions some courses have, by their keys, in one statement. */
  versionCounts(courseKeys: readonly string[]): Promise<Map<string, number>> {
    return this.unit.run(() => this.courses.versionCounts(courseKeys));
  }

  /** Every course of a query, page after page. */
  async *walk(applicationId: string, query: CourseQuery): AsyncGenerator<CourseRow[]> {
    for (let more: string | undefined, isFirst = true; isFirst || more !== undefined; isFirst = false) {
      const page: Page<CourseRow> = await this.list(applicationId, query, { more, withTotal: false, size: walked });
      yield page.rows;
      more = page.more;
    }
  }

  /** One page; a `more` token brings its own query back. */
  list(applicationId: string, query: CourseQuery, options: { more?: string; withTotal: boolean; size?: number }): Promise<Page<CourseRow> & { total?: number }> {
    const size = options.size ?? pageSize;
    const position = options.more === undefined ? undefined : this.moreTokens.read<CourseQuery>('courses', options.more);
    const asked = position?.query ?? query;
    return this.unit.run(async () => {
      const rows = await this.courses.list(applicationId, asked, position?.after, size + 1);
      const total = options.withTotal && !position ? await this.courses.count(applicationId, asked) : undefined;
      const page = this.moreTokens.page('courses', asked, rows, ({ course }) => [{ created: course.createdAt, updated: course.updatedAt, title: course.title }[asked.orderBy], course.courseKey], size);
      return { ...page, total };
    });
  }

  /** Failures: import-job-unknown. */
  importJob(applicationId: string, jobId: string): Promise<{ job: ImportJob; course?: CourseRow }> {
    return this.unit.run(async () => {
      const job = await this.courses.job(applicationId, jobId);
      if (!job) throw importJobUnknown(jobId);
      const version = job.versionKey ? await this.courses.versionByKey(job.versionKey) : null;
      const course = version && (await this.courses.findByKey(version.courseKey));
      return course && version ? { job, course: { course, version } } : { job };
    });
  }
}
