import { Injectable } from '@nestjs/common';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { containing } from '../platform/database/list-conditions.rules';
import { taggedWithAny } from '../tags/tag-words.rules';

type RegistrationOrder = 'created' | 'updated' | 'course_title' | 'learner_first_name' | 'learner_last_name';

export interface RegistrationQuery {
  courseId?: string;
  learnerId?: string;
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

/** The instances of one registration. */
export interface InstanceQuery {
  id: string;
  /** Milliseconds, both ends included, of when the instance was created. */
  since?: number;
  until?: number;
}

/** A registration with one of its instances and the course, in one row. */
export interface RegistrationRow {
  registration_key: string;
  id: string;
  learner_id: string;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  xapi_registration_id: string;
  dispatch_id: string | null;
  created_at: number;
  instance_key: string;
  instance: number;
  version_key: string;
  rev: number;
  epoch: number;
  completion: 'UNKNOWN' | 'COMPLETED' | 'INCOMPLETE';
  success: 'UNKNOWN' | 'PASSED' | 'FAILED';
  score: number | null;
  seconds: number;
  location: string | null;
  first_access_at: number | null;
  last_access_at: number | null;
  completed_at: number | null;
  updated_at: number;
  course_key: string;
  course_id: string;
  course_title: string;
  course_version: number;
  /** Only when asked for. */
  runtime?: string;
}

const columns = `r.registration_key, r.id, r.learner_id, r.first_name, r.last_name, r.email, r.xapi_registration_id, r.dispatch_id, r.created_at,
  i.instance_key, i.instance, i.version_key, i.rev, i.epoch, i.completion, i.success, i.score, i.seconds, i.location, i.first_access_at, i.last_access_at, i.completed_at, i.updated_at,
  c.course_key, c.id AS course_id, v.title AS course_title, v.version AS course_version`;
const joins = `JOIN courses c ON c.course_key = r.course_key JOIN course_versions v ON v.version_key = i.version_key`;
export { columns as registrationColumns, joins as registrationJoins };
const sortColumn: Record<RegistrationOrder, string> = {
  created: 'r.created_at', updated: 'i.updated_at', course_title: 'v.title', learner_first_name: 'r.first_name', learner_last_name: 'r.last_name',
};
const filterColumn = { registration_id: 'r.id', course_title: 'v.title', learner_first_name: 'r.first_name', learner_last_name: 'r.last_name' } as const;
const taggedLike = `EXISTS (SELECT 1 FROM tags tg WHERE tg.application_id = r.application_id AND tg.kind = 'registration' AND tg.item_key = r.registration_key AND LOWER(tg.tag) LIKE ? ESCAPE '!')`;

@Injectable()
export class RegistrationListReport {
  constructor(private readonly unit: UnitOfWork) {}

  /** The newest instance of one registration. */
  async one(applicationId: string, id: string, withRuntime: boolean): Promise<RegistrationRow | undefined> {
    const [row] = await this.unit.query<RegistrationRow>(
      `SELECT ${columns}${withRuntime ? ', i.runtime' : ''} FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key ${joins} WHERE r.application_id = ? AND r.id = ?`,
      [applicationId, id],
    );
    return row;
  }

  /** The newest instances of some registrations, by key. */
  async some(applicationId: string, registrationKeys: readonly string[]): Promise<RegistrationRow[]> {
    if (!registrationKeys.length) return [];
    return this.unit.query<RegistrationRow>(
      `SELECT ${columns} FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key ${joins}
       WHERE r.application_id = ? AND r.registration_key IN (${registrationKeys.map(() => '?').join(', ')})`,
      [applicationId, ...registrationKeys],
    );
  }

  async instance(applicationId: string, id: string, instance: number, withRuntime: boolean): Promise<RegistrationRow | undefined> {
    const [row] = await this.unit.query<RegistrationRow>(
      `SELECT ${columns}${withRuntime ? ', i.runtime' : ''} FROM registrations r JOIN registration_instances i ON i.registration_key = r.registration_key ${joins}
       WHERE r.application_id = ? AND r.id = ? AND i.instance = ?`,
      [applicationId, id, instance],
    );
    return row;
  }

  /** At most `limit` instances of one registration behind the instance `after`, the oldest first. */
  instances(applicationId: string, q: InstanceQuery, after: number, limit: number): Promise<RegistrationRow[]> {
    const { since, until } = q;
    const [when, moments] = [[since === undefined ? '' : ' AND i.created_at >= ?', until === undefined ? '' : ' AND i.created_at <= ?'], [since, until].filter((one) => one !== undefined)];
    return this.unit.query<RegistrationRow>(
      `SELECT ${columns}, i.runtime FROM registrations r JOIN registration_instances i ON i.registration_key = r.registration_key ${joins}
       WHERE r.application_id = ? AND r.id = ? AND i.instance > ?${when.join('')} ORDER BY i.instance LIMIT ${limit}`,
      [applicationId, q.id, after, ...moments],
    );
  }

  /** At most `limit` rows behind `after`. */
  async list(applicationId: string, query: RegistrationQuery, after: (string | number)[] | undefined, limit: number, withRuntime: boolean): Promise<RegistrationRow[]> {
    const where = this.conditions(applicationId, query);
    const tie = query.orderBy === 'updated' ? 'i.instance_key' : 'r.registration_key';
    const sort = sortColumn[query.orderBy];
    const sortable = query.orderBy === 'created' || query.orderBy === 'updated' ? sort : `COALESCE(${sort}, '')`;
    if (after) {
      const page = behind([sortable, tie], query.direction, after);
      where.sql.push(page.sql);
      where.parameters.push(...page.parameters);
    }
    return this.unit.query<RegistrationRow>(
      `SELECT ${columns}${withRuntime ? ', i.runtime' : ''} FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key ${joins}
       WHERE ${where.sql.join(' AND ')} ORDER BY ${sortable} ${query.direction}, ${tie} ${query.direction} LIMIT ${limit}`,
      where.parameters,
    );
  }

  async count(applicationId: string, query: RegistrationQuery): Promise<number> {
    const where = this.conditions(applicationId, query);
    const [row] = await this.unit.query<{ n: number }>(
      `SELECT COUNT(*) AS n FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key ${joins} WHERE ${where.sql.join(' AND ')}`,
      where.parameters,
    );
    return Number(row?.n ?? 0);
  }

  private conditions(applicationId: string, q: RegistrationQuery): { sql: string[]; parameters: (string | number)[] } {
    const sql = ['r.application_id = ?', 'i.application_id = ?', 'i.is_newest = 1'];
    const parameters: (string | number)[] = [applicationId, applicationId];
    const add = (condition: string, value: string | number | undefined) => {
      if (value === undefined) return;
      sql.push(condition);
      parameters.push(value);
    };
    add('c.id = ?', q.courseId);
    add('r.learner_id = ?', q.learnerId);
    add(`${sortColumn[q.dateField]} >= ?`, q.since);
    add(`${sortColumn[q.dateField]} <= ?`, q.until);
    add(q.filterBy === 'tags' ? taggedLike : `LOWER(${filterColumn[q.filterBy]}) LIKE ? ESCAPE '!'`, q.filter === undefined ? undefined : containing(q.filter));
    if (q.tags?.length) {
      const tagged = taggedWithAny(applicationId, 'registration', 'r.registration_key', q.tags);
      sql.push(tagged.sql);
      parameters.push(...tagged.parameters);
    }
    return { sql, parameters };
  }
}
