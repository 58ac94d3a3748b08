import { Injectable } from '@nestjs/common';
import { containing } from '../platform/database/list-conditions.rules';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { taggedWithAny } from '../tags/tag-words.rules';

type RegistrationOrder = 'created' | 'updated' | 'course_title' | 'learner_first_name' | 'learner_last_name';

export interface RegistrationQuery {
  courseId?: string;
  learnerId?: string;
  /** Of the newest instance. */
  completion?: string;
  /** Milliseconds, both ends included, of the field `dateField`. */
  since?: number;
  until?: number;
  dateField: 'created' | 'updated';
  /** Any of them. */
  tags?: string[];
  filter?: string;
  filterBy: 'registration_id' | 'course_title' | 'learner_first_name' | 'learner_last_name' | 'tags';
  orderBy: RegistrationOrder;
  direction: 'asc' | 'desc';
}

/** Where a list goes on: the value that the last row was sorted by (learners may have no name) and its key. */
export type RegistrationPosition = readonly [value: string | number | null, key: string];

interface Conditions {
  sql: string[];
  parameters: (string | number)[];
}
/** A part of a list in which rows stand by an index. */
interface Stretch extends Conditions {
  order: string[];
}

/** So many rows are sorted in a moment. */
const mostSorted = 1000;
const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');
const columnOf = { created: 'r.created_at', updated: 'i.updated_at', course_title: 'v.title', learner_first_name: 'r.first_name', learner_last_name: 'r.last_name', registration_id: 'r.id' } as const;
const taggedLike = `EXISTS (SELECT 1 FROM tags tg WHERE tg.application_id = r.application_id AND tg.kind = 'registration' AND tg.item_key = r.registration_key AND LOWER(tg.tag) LIKE ? ESCAPE '!')`;
const keyOf = (orderBy: RegistrationOrder) => (orderBy === 'updated' ? 'i.instance_key' : 'r.registration_key');

/** Lists of registrations. The tables are joined in the order in which an index leads through the list, so that a page costs the same wherever it is; only course titles are sorted. */
@Injectable()
export class RegistrationListReport {
  constructor(private readonly unit: UnitOfWork) {}

  /** The keys of at most `limit` registrations behind `after`, in the order of the query; in a list by name one statement more where those without a name end. */
  async keys(applicationId: string, query: RegistrationQuery, after: RegistrationPosition | undefined, limit: number): Promise<string[]> {
    const found: string[] = [];
    const few = await this.fewTagged(applicationId, query.tags);
    const where = conditionsOf(applicationId, query, few);
    for (const stretch of few?.length === 0 ? [] : stretchesOf(query, after)) {
      const sql = [...where.sql, ...stretch.sql].join(' AND ');
      const rows = await this.unit.query<{ k: string }>(
        `SELECT r.registration_key AS k FROM ${this.tables(query, few !== undefined)} WHERE ${sql} ORDER BY ${stretch.order.map((column) => `${column} ${query.direction}`).join(', ')} LIMIT ${limit - found.length}`,
        [...where.parameters, ...stretch.parameters],
      );
      found.push(...rows.map((row) => row.k));
      if (found.length >= limit) break;
    }
    return found;
  }

  async count(applicationId: string, asked: RegistrationQuery): Promise<number> {
    const query: RegistrationQuery = { ...asked, orderBy: 'created' }; // reads the fewest tables
    const where = conditionsOf(applicationId, query);
    const [row] = await this.unit.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${this.tables(query)} WHERE ${where.sql.join(' AND ')}`, where.parameters);
    return Number(row?.n ?? 0);
  }

  /** The keys of all registrations with any of the tags, when they are few enough to be sorted; otherwise a walk through the list meets one soon. */
  private async fewTagged(applicationId: string, tags: readonly string[] | undefined): Promise<string[] | undefined> {
    if (!tags?.length) return undefined;
    const rows = await this.unit.query<{ k: string }>(
      `SELECT item_key AS k FROM tags WHERE application_id = ? AND kind = 'registration' AND tag IN (${marks(tags)}) LIMIT ${mostSorted + 1}`,
      [applicationId, ...tags],
    );
    return rows.length > mostSorted ? undefined : [...new Set(rows.map((row) => row.k))];
  }

  /** FROM with the tables that the query reads, in the order in which they are to be read; few registrations are sorted, whatever the order. */
  private tables(q: RegistrationQuery, isFew = false): string {
    const { orderBy } = q;
    const then = this.unit.dialect === 'mysql' ? 'STRAIGHT_JOIN' : 'CROSS JOIN';
    const needsTitle = orderBy === 'course_title' || (q.filter !== undefined && q.filterBy === 'course_title');
    const needsInstance = needsTitle || q.completion !== undefined || orderBy === 'updated' || ((q.since ?? q.until) !== undefined && q.dateField === 'updated');
    const titles = needsTitle ? ` ${then} course_versions v ON v.version_key = i.version_key` : '';
    if (orderBy === 'updated' && !isFew && q.learnerId === undefined) return `registration_instances i ${then} registrations r ON r.registration_key = i.registration_key${titles}`;
    return `registrations r${needsInstance ? ` ${then} registration_instances i ON i.instance_key = r.newest_instance_key` : ''}${titles}`;
  }
}

/** The list from `after` on, in one stretch; by names in two: those without a name stand before all others, and NULL is equal to nothing. */
function stretchesOf({ orderBy, direction }: RegistrationQuery, after: RegistrationPosition | undefined): Stretch[] {
  const [column, key] = [columnOf[orderBy], keyOf(orderBy)];
  const page = (columns: string[], values: (string | number)[]): Conditions => {
    const { sql, parameters } = behind(columns, direction, values);
    return { sql: [sql], parameters };
  };
  const everything: Conditions = { sql: [], parameters: [] };
  const [value, last] = after ?? [];
  const isNamed = after !== undefined && value !== null;
  const valued: Stretch = { ...(isNamed ? page([column, key], [value as string | number, last as string]) : everything), order: [column, key] };
  if (orderBy !== 'learner_first_name' && orderBy !== 'learner_last_name') return [valued];
  const unnamed: Stretch = { ...(after && !isNamed ? page([key], [last as string]) : everything), order: [key] };
  unnamed.sql = [`${column} IS NULL`, ...unnamed.sql];
  valued.sql = [`${column} IS NOT NULL`, ...valued.sql];
  const inOrder = direction === 'asc' ? [unnamed, valued] : [valued, unnamed];
  const isBehindFirst = after !== undefined && isNamed === (direction === 'asc');
  return isBehindFirst ? inOrder.slice(1) : inOrder;
}

/** `few` are the keys of all that have one of the tags. The plus sign changes no value: it keeps SQLite from walking through the whole application instead of looking them up. */
function conditionsOf(applicationId: string, q: RegistrationQuery, few?: readonly string[]): Conditions {
  const sql = [`${few ? '+' : ''}r.application_id = ?`];
  const parameters: (string | number)[] = [applicationId];
  const add = (condition: string, ...values: (string | number)[]) => {
    sql.push(condition);
    parameters.push(...values);
  };
  if (q.orderBy === 'updated') add('i.application_id = ? AND i.is_newest = 1', applicationId);
  if (q.courseId !== undefined) add('r.course_key = (SELECT c.course_key FROM courses c WHERE c.application_id = ? AND c.id = ?)', applicationId, q.courseId);
  if (q.learnerId !== undefined) add('r.learner_id = ?', q.learnerId);
  if (q.completion !== undefined) add('i.completion = ?', q.completion);
  if (q.since !== undefined) add(`${columnOf[q.dateField]} >= ?`, q.since);
  if (q.until !== undefined) add(`${columnOf[q.dateField]} <= ?`, q.until);
  if (q.filter !== undefined) add(q.filterBy === 'tags' ? taggedLike : `LOWER(${columnOf[q.filterBy]}) LIKE ? ESCAPE '!'`, containing(q.filter));
  if (few) add(`r.registration_key IN (${marks(few)})`, ...few);
  else if (q.tags?.length) {
    const tagged = taggedWithAny(applicationId, 'registration', 'r.registration_key', q.tags);
    add(tagged.sql, ...tagged.parameters);
  }
  return { sql, parameters };
}
