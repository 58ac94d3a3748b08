import { Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { containing } from '../platform/database/list-conditions.rules';
import { Course } from './course.entity';
import { CourseVersion } from './course-version.entity';
import { ImportJob } from './import/import-job.entity';

export interface CourseQuery {
  since?: number;
  until?: number;
  dateField: 'created' | 'updated';
  filter?: string;
  filterBy: 'course_id' | 'title' | 'tags';
  /** Any of them. */
  tags?: string[];
  orderBy: 'created' | 'updated' | 'title';
  direction: 'asc' | 'desc';
}
export interface CourseRow {
  course: Course;
  version: CourseVersion;
}

const sortColumn = { created: 'c.createdAt', updated: 'c.updatedAt', title: 'c.title' } as const;
const filterSql = {
  course_id: "LOWER(c.id) LIKE :filter ESCAPE '!'",
  title: "LOWER(c.title) LIKE :filter ESCAPE '!'",
  tags: "EXISTS (SELECT 1 FROM tags w WHERE w.application_id = c.application_id AND w.kind = 'course' AND w.item_key = c.course_key AND LOWER(w.tag) LIKE :filter ESCAPE '!')",
} as const;

@Injectable()
export class CourseRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string, id: string): Promise<Course | null> {
    return this.unit.manager.findOneBy(Course, { applicationId, id });
  }

  findByKey(courseKey: string): Promise<Course | null> {
    return this.unit.manager.findOneBy(Course, { courseKey });
  }

  versionByKey(versionKey: string): Promise<CourseVersion | null> {
    return this.unit.manager.findOneBy(CourseVersion, { versionKey });
  }

  versionsByKey(versionKeys: readonly string[]): Promise<CourseVersion[]> {
    return versionKeys.length ? this.unit.manager.findBy(CourseVersion, { versionKey: In([...versionKeys]) }) : Promise.resolve([]);
  }

  version(applicationId: string, courseKey: string, version: number): Promise<CourseVersion | null> {
    return this.unit.manager.findOneBy(CourseVersion, { applicationId, courseKey, version });
  }

  versionsOf(applicationId: string, courseKey: string): Promise<CourseVersion[]> {
    return this.unit.manager.find(CourseVersion, { where: { applicationId, courseKey }, order: { version: 'ASC' } });
  }

  async versionCounts(courseKeys: readonly string[]): Promise<Map<string, number>> {
    if (!courseKeys.length) return new Map();
    const rows = await this.unit.query<{ course_key: string; n: number }>(`SELECT course_key, COUNT(*) AS n FROM course_versions WHERE course_key IN (${courseKeys.map(() => '?').join(', ')}) GROUP BY course_key`, [...courseKeys]);
    return new Map(rows.map((row) => [row.course_key, Number(row.n)]));
  }

  /** Courses by ids of one application, or by keys. */
  async titles(column: 'id' | 'course_key', values: readonly string[], applicationId?: string): Promise<{ courseKey: string; id: string; title: string }[]> {
    if (!values.length) return [];
    const rows = await this.unit.query<{ course_key: string; id: string; title: string }>(
      `SELECT course_key, id, title FROM courses WHERE ${column} IN (${values.map(() => '?').join(', ')})${applicationId === undefined ? '' : ' AND application_id = ?'}`,
      [...values, ...(applicationId === undefined ? [] : [applicationId])],
    );
    return rows.map((row) => ({ courseKey: row.course_key, id: row.id, title: row.title }));
  }

  /** Which of `versionKeys` exist, of whichever application. */
  async knownVersions(versionKeys: readonly string[]): Promise<Set<string>> {
    if (!versionKeys.length) return new Set();
    const rows = await this.unit.query<{ version_key: string }>(`SELECT version_key FROM course_versions WHERE version_key IN (${versionKeys.map(() => '?').join(', ')})`, [...versionKeys]);
    return new Set(rows.map((row) => row.version_key));
  }

  async list(applicationId: string, query: CourseQuery, after: (string | number)[] | undefined, limit: number): Promise<CourseRow[]> {
    const courses = await this.filtered(applicationId, query, after).orderBy(sortColumn[query.orderBy], query.direction === 'asc' ? 'ASC' : 'DESC')
      .addOrderBy('c.courseKey', query.direction === 'asc' ? 'ASC' : 'DESC').limit(limit).getMany();
    const versions = await this.versionsByKey(courses.map((c) => c.newestVersionKey));
    const byKey = new Map(versions.map((version) => [version.versionKey, version]));
    return courses.flatMap((course) => {
      const version = byKey.get(course.newestVersionKey);
      return version ? [{ course, version }] : [];
    });
  }

  count(applicationId: string, query: CourseQuery): Promise<number> {
    return this.filtered(applicationId, query, undefined).getCount();
  }

  async add(course: Course): Promise<void> {
    await this.unit.manager.insert(Course, course);
  }

  async addVersion(version: CourseVersion): Promise<void> {
    await this.unit.manager.insert(CourseVersion, version);
  }

  async changeCourse(courseKey: string, change: Partial<Pick<Course, 'title' | 'newestVersionKey' | 'updatedAt'>>): Promise<void> {
    await this.unit.manager.update(Course, { courseKey }, change);
  }

  async retitle(versionKey: string, title: string, updatedAt: number): Promise<void> {
    await this.unit.manager.update(CourseVersion, { versionKey }, { title, updatedAt });
  }

  /** Notes a change of the files of a version. */
  async touch({ versionKey, courseKey }: Pick<CourseVersion, 'versionKey' | 'courseKey'>, updatedAt: number): Promise<void> {
    await this.unit.manager.update(CourseVersion, { versionKey }, { updatedAt });
    await this.unit.manager.update(Course, { courseKey }, { updatedAt });
  }

  async removeCourse(courseKey: string): Promise<void> {
    await this.unit.manager.delete(CourseVersion, { courseKey });
    await this.unit.manager.delete(Course, { courseKey });
  }

  async removeVersion(versionKey: string): Promise<void> {
    await this.unit.manager.delete(CourseVersion, { versionKey });
  }

  job(applicationId: string, jobId: string): Promise<ImportJob | null> {
    return this.unit.manager.findOneBy(ImportJob, { applicationId, jobId });
  }

  newestJobOf(applicationId: string, courseId: string): Promise<ImportJob | null> {
    return this.unit.manager.findOne(ImportJob, { where: { applicationId, courseId }, order: { createdAt: 'DESC', jobId: 'DESC' } });
  }

  async addJob(job: ImportJob): Promise<void> {
    await this.unit.manager.insert(ImportJob, job);
  }

  /** Changes a job that still runs; an ended one stays as it ended. */
  async changeJob(jobId: string, change: Partial<ImportJob>): Promise<void> {
    await this.unit.manager.update(ImportJob, { jobId, status: 'RUNNING' }, change);
  }

  runningJobs(): Promise<ImportJob[]> {
    return this.unit.manager.findBy(ImportJob, { status: 'RUNNING' });
  }

  runningJob(jobId: string): Promise<ImportJob | null> {
    return this.unit.manager.findOneBy(ImportJob, { jobId, status: 'RUNNING' });
  }

  /** The running import that is about to publish a version. */
  jobOfVersion(versionKey: string): Promise<ImportJob | null> {
    return this.unit.manager.findOneBy(ImportJob, { versionKey, status: 'RUNNING' });
  }

  async removeJobsEndedBefore(moment: number): Promise<void> {
    await this.unit.manager.delete(ImportJob, { endedAt: LessThan(moment) });
  }

  async removeJobsOf(applicationId: string): Promise<void> {
    await this.unit.manager.delete(ImportJob, { applicationId });
  }

  private filtered(applicationId: string, q: CourseQuery, after: (string | number)[] | undefined) {
    const found = this.unit.manager.createQueryBuilder(Course, 'c').where('c.applicationId = :applicationId', { applicationId });
    const date = q.dateField === 'created' ? 'c.createdAt' : 'c.updatedAt';
    if (q.since !== undefined) found.andWhere(`${date} >= :since`, { since: q.since });
    if (q.until !== undefined) found.andWhere(`${date} <= :until`, { until: q.until });
    if (q.filter !== undefined) found.andWhere(filterSql[q.filterBy], { filter: containing(q.filter) });
    if (q.tags) found.andWhere("EXISTS (SELECT 1 FROM tags t WHERE t.application_id = c.application_id AND t.kind = 'course' AND t.item_key = c.course_key AND t.tag IN (:...tags))", { tags: q.tags });
    if (after) {
      const page = behind([sortColumn[q.orderBy], 'c.courseKey'], q.direction, after);
      const names: Record<string, string | number> = {};
      let n = 0;
      const sql = page.sql.replace(/\?/g, () => {
        names[`after${n}`] = page.parameters[n] ?? '';
        return `:after${n++}`;
      });
      found.andWhere(sql, names);
    }
    return found;
  }
}
