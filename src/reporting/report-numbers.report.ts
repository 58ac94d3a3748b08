import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type TaggedKind, taggedWithAny } from '../tags/tag-words.rules';
import type { Progress, ProgressOf, Totals } from './report-shape.rules';
import { dayMs, type ReportView } from './report-view.rules';

type Sql = { sql: string; parameters: (string | number)[] };
type Row = Record<string, string | number | null>;

const progress = `COUNT(*) AS registrations, COUNT(DISTINCT r.learner_id) AS learners, COUNT(i.first_access_at) AS started,
  SUM(CASE WHEN i.completion = 'COMPLETED' THEN 1 ELSE 0 END) AS completed, SUM(CASE WHEN i.success = 'PASSED' THEN 1 ELSE 0 END) AS passed`;
const made = 'FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key';
const progressOf = (row: Row | undefined): Progress => {
  const number = (name: string) => Number(row?.[name] ?? 0);
  return { registrations: number('registrations'), learners: number('learners'), started: number('started'), completed: number('completed'), passed: number('passed') };
};
const named = (row: Row): ProgressOf => ({ id: row['id'] as string | null, name: row['name'] as string | null, ...progressOf(row) });

/** The numbers of a report. Each statement seeks its days in an index that begins with the application. */
@Injectable()
export class ReportNumbers {
  constructor(private readonly unit: UnitOfWork) {}

  async totals(applicationId: string, view: ReportView): Promise<Totals> {
    const where = madeWithin(applicationId, view);
    const [row] = await this.unit.query<Row>(`SELECT COUNT(DISTINCT r.course_key) AS courses, ${progress} ${made} WHERE ${where.sql}`, where.parameters);
    return { courses: Number(row?.['courses'] ?? 0), ...progressOf(row) };
  }

  /** At most `limit` courses, those with the most registrations first. */
  async courses(applicationId: string, view: ReportView, limit: number): Promise<ProgressOf[]> {
    const where = madeWithin(applicationId, view);
    const grouped = `SELECT r.course_key AS course_key, ${progress} ${made} WHERE ${where.sql} GROUP BY r.course_key ORDER BY registrations DESC, course_key LIMIT ${limit}`;
    const rows = await this.unit.query<Row>(`SELECT c.id AS id, c.title AS name, g.* FROM (${grouped}) g JOIN courses c ON c.course_key = g.course_key ORDER BY g.registrations DESC, g.course_key`, where.parameters);
    return rows.map(named);
  }

  /** At most `limit` destinations, those with the most registrations first; the registrations of none count as one. */
  async destinations(applicationId: string, view: ReportView, limit: number): Promise<ProgressOf[]> {
    const where = madeWithin(applicationId, view);
    const grouped = `SELECT d.destination_key AS destination_key, ${progress} ${made} LEFT JOIN dispatches d ON d.application_id = r.application_id AND d.id = r.dispatch_id
      WHERE ${where.sql} GROUP BY d.destination_key ORDER BY registrations DESC, destination_key LIMIT ${limit}`;
    const rows = await this.unit.query<Row>(`SELECT s.id AS id, s.name AS name, g.* FROM (${grouped}) g LEFT JOIN destinations s ON s.destination_key = g.destination_key ORDER BY g.registrations DESC, g.destination_key`, where.parameters);
    return rows.map(named);
  }

  /** How many registrations' newest instances were first opened on each day; days without one are absent. By the day's first moment. */
  starts(applicationId: string, view: ReportView): Promise<Map<number, number>> {
    return this.perDay('first_access_at', applicationId, view);
  }

  /** The same for completions. */
  completions(applicationId: string, view: ReportView): Promise<Map<number, number>> {
    return this.perDay('completed_at', applicationId, view);
  }

  private async perDay(column: 'first_access_at' | 'completed_at', applicationId: string, view: ReportView): Promise<Map<number, number>> {
    const narrow = narrowed(applicationId, view);
    const join = narrow.sql ? 'JOIN registrations r ON r.registration_key = i.registration_key' : '';
    const rows = await this.unit.query<Row>(
      `SELECT i.${column} - i.${column} % ${dayMs} AS day, COUNT(*) AS n FROM registration_instances i ${join}
       WHERE i.application_id = ? AND i.is_newest = 1 AND i.${column} >= ? AND i.${column} < ? AND ${noTest('i')}${narrow.sql} GROUP BY day`,
      [applicationId, view.since, view.until, applicationId, ...narrow.parameters],
    );
    return new Map(rows.map(({ day, n }) => [Number(day), Number(n)]));
  }
}

/** Registrations of test packages count nowhere. */
const noTest = (alias: 'i' | 'r') => `${alias}.registration_key NOT IN (SELECT x.registration_key FROM seats x WHERE x.is_test = 1 AND x.application_id = ?)`;

function madeWithin(applicationId: string, view: ReportView): Sql {
  const narrow = narrowed(applicationId, view);
  return { sql: `r.application_id = ? AND r.created_at >= ? AND r.created_at < ? AND ${noTest('r')}${narrow.sql}`, parameters: [applicationId, view.since, view.until, applicationId, ...narrow.parameters] };
}

/** What else a registration must be, each condition with AND before it. */
function narrowed(applicationId: string, view: ReportView): Sql {
  const all: Sql[] = [];
  const add = (sql: string, ...parameters: string[]) => all.push({ sql, parameters });
  if (view.courseId !== undefined) add('r.course_key = (SELECT c.course_key FROM courses c WHERE c.application_id = ? AND c.id = ?)', applicationId, view.courseId);
  if (view.destinationId !== undefined)
    add('r.dispatch_id IN (SELECT p.id FROM destinations s JOIN dispatches p ON p.destination_key = s.destination_key WHERE s.application_id = ? AND s.id = ?)', applicationId, view.destinationId);
  if (view.learnerId !== undefined) add('r.learner_id = ?', view.learnerId);
  const tagged: [TaggedKind, string, string[]][] = [['course', 'r.course_key', view.courseTags], ['learner', 'r.learner_id', view.learnerTags], ['registration', 'r.registration_key', view.registrationTags]];
  for (const [kind, column, tags] of tagged) if (tags.length) all.push(taggedWithAny(applicationId, kind, column, tags));
  return { sql: all.map(({ sql }) => ` AND ${sql}`).join(''), parameters: all.flatMap(({ parameters }) => parameters) };
}
