import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';

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
  /** Somebody set a result over the learner's own. */
  is_overridden: number;
  course_key: string;
  course_id: string;
  course_title: string;
  course_version: number;
  /** Only when asked for. */
  runtime?: string;
}

/** One of the instances of a registration, in brief. */
export interface InstanceRow {
  registration_key: string;
  instance: number;
  course_version: number;
  updated_at: number;
}

const columns = `r.registration_key, r.id, r.learner_id, r.first_name, r.last_name, r.email, r.xapi_registration_id, r.dispatch_id, r.created_at,
  i.instance_key, i.instance, i.version_key, i.rev, i.epoch, i.completion, i.success, i.score, i.seconds, i.location, i.first_access_at, i.last_access_at, i.completed_at, i.updated_at,
  CASE WHEN i.result_override IS NULL THEN 0 ELSE 1 END AS is_overridden,
  c.course_key, c.id AS course_id, v.title AS course_title, v.version AS course_version`;
const joins = `JOIN courses c ON c.course_key = r.course_key JOIN course_versions v ON v.version_key = i.version_key`;
export { columns as registrationColumns, joins as registrationJoins };
@Injectable()
export class RegistrationReport {
  constructor(private readonly unit: UnitOfWork) {}

  /** The newest instance of one registration. */
  async one(applicationId: string, id: string, withRuntime: boolean): Promise<RegistrationRow | undefined> {
    const [row] = await this.unit.query<RegistrationRow>(
      `SELECT ${columns}${withRuntime ? ', i.runtime' : ''} FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key ${joins} WHERE r.application_id = ? AND r.id = ?`,
      [applicationId, id],
    );
    return row;
  }

  /** The newest instances of some registrations, by key. The plus sign changes no value: it keeps SQLite from walking through the whole application by an index. */
  async some(applicationId: string, registrationKeys: readonly string[], withRuntime = false): Promise<RegistrationRow[]> {
    if (!registrationKeys.length) return [];
    return this.unit.query<RegistrationRow>(
      `SELECT ${columns}${withRuntime ? ', i.runtime' : ''} FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key ${joins}
       WHERE +r.application_id = ? AND r.registration_key IN (${registrationKeys.map(() => '?').join(', ')})`,
      [applicationId, ...registrationKeys],
    );
  }

  /** All instances of some registrations in brief, the oldest first. */
  async instancesOf(applicationId: string, registrationKeys: readonly string[]): Promise<InstanceRow[]> {
    if (!registrationKeys.length) return [];
    return this.unit.query<InstanceRow>(
      `SELECT i.registration_key, i.instance, v.version AS course_version, i.updated_at FROM registration_instances i JOIN course_versions v ON v.version_key = i.version_key
       WHERE +i.application_id = ? AND i.registration_key IN (${registrationKeys.map(() => '?').join(', ')}) ORDER BY i.registration_key, i.instance`,
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
}
