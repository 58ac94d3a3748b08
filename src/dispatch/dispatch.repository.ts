import { Injectable } from '@nestjs/common';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Dispatch } from './dispatch.entity';
import type { ListedTable } from '../tags/list-query.rules';
import { type ListQuery, listConditions } from './list-query.rules';

const table: ListedTable = { kind: 'dispatch', alias: 'd', key: 'dispatch_key', id: 'id' };
const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

@Injectable()
export class DispatchRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** Not bound to a tenant: a platform knows only the keys. */
  ofDestination(destinationKey: string, dispatchKey: string): Promise<Dispatch | null> {
    return this.unit.manager.findOneBy(Dispatch, { dispatchKey, destinationKey });
  }

  find(applicationId: string, id: string): Promise<Dispatch | null> {
    return this.unit.manager.findOneBy(Dispatch, { applicationId, id });
  }

  findSome(applicationId: string, ids: readonly string[]): Promise<Dispatch[]> {
    return ids.length ? this.unit.manager.createQueryBuilder(Dispatch, 'd').where('d.application_id = :applicationId AND d.id IN (:...ids)', { applicationId, ids: [...ids] }).getMany() : Promise.resolve([]);
  }

  findSomeByKey(applicationId: string, keys: readonly string[]): Promise<Dispatch[]> {
    return keys.length ? this.byKeys(applicationId).andWhere('d.dispatch_key IN (:...keys)', { keys: [...keys] }).getMany() : Promise.resolve([]);
  }

  /** Those of the given pairs of destination and course that have a dispatch already. */
  findPairs(applicationId: string, destinationKeys: readonly string[], courseKeys: readonly string[]): Promise<Dispatch[]> {
    if (destinationKeys.length === 0 || courseKeys.length === 0) return Promise.resolve([]);
    return this.byKeys(applicationId)
      .andWhere('d.destination_key IN (:...destinationKeys) AND d.course_key IN (:...courseKeys)', { destinationKeys: [...destinationKeys], courseKeys: [...courseKeys] })
      .getMany();
  }

  /** Keys in the order of the query; one more than `limit`, so that a page knows of the next one. */
  async listKeys(applicationId: string, q: ListQuery, courseKey: string | undefined, after: (string | number)[] | undefined, limit: number): Promise<string[]> {
    const where = listConditions(table, applicationId, q, courseKey);
    const rest = after ? behind([`d.${q.orderBy}_at`, 'd.dispatch_key'], q.direction, after) : { sql: '1 = 1', parameters: [] };
    const rows = await this.unit.query<{ k: string }>(
      `SELECT d.dispatch_key AS k FROM dispatches d WHERE ${where.sql} AND ${rest.sql} ORDER BY d.${q.orderBy}_at ${q.direction}, d.dispatch_key ${q.direction} LIMIT ${limit + 1}`,
      [...where.parameters, ...rest.parameters],
    );
    return rows.map((row) => row.k);
  }

  async count(applicationId: string, q: ListQuery, courseKey?: string): Promise<number> {
    const where = listConditions(table, applicationId, q, courseKey);
    const [row] = await this.unit.query<{ n: number }>(`SELECT COUNT(*) AS n FROM dispatches d WHERE ${where.sql}`, where.parameters);
    return Number(row?.n ?? 0);
  }

  async sumOfRegistrations(applicationId: string, destinationKey: string): Promise<number> {
    const [row] = await this.unit.query<{ n: number | null }>('SELECT SUM(registration_count) AS n FROM dispatches WHERE +application_id = ? AND destination_key = ?', [
      applicationId, destinationKey,
    ]);
    return Number(row?.n ?? 0);
  }

  /** Some dispatches of a course, of any application (they go with it). */
  async keysOfCourse(courseKey: string, most: number): Promise<{ applicationId: string; dispatchKey: string }[]> {
    const rows = await this.unit.query<{ a: string; k: string }>(`SELECT application_id AS a, dispatch_key AS k FROM dispatches WHERE course_key = ? LIMIT ${most}`, [courseKey]);
    return rows.map((row) => ({ applicationId: row.a, dispatchKey: row.k }));
  }

  /** Which of the courses have a dispatch. */
  async coursesAmong(courseKeys: readonly string[]): Promise<Set<string>> {
    if (courseKeys.length === 0) return new Set();
    const rows = await this.unit.query<{ k: string }>(`SELECT DISTINCT course_key AS k FROM dispatches WHERE course_key IN (${marks(courseKeys)})`, [...courseKeys]);
    return new Set(rows.map((row) => row.k));
  }

  async add(dispatches: readonly Dispatch[]): Promise<void> {
    for (let i = 0; i < dispatches.length; i += 200) await this.unit.manager.insert(Dispatch, dispatches.slice(i, i + 200).map((one) => ({ ...one })) as never);
  }

  async change(applicationId: string, keys: readonly string[], fields: Partial<Dispatch>): Promise<void> {
    if (keys.length === 0) return;
    await this.unit.manager
      .createQueryBuilder()
      .update(Dispatch)
      .set(fields as never)
      .where('+application_id = :applicationId AND dispatch_key IN (:...keys)', { applicationId, keys: [...keys] })
      .execute();
  }

  /** Removes dispatches with their keys and seats: shipped packages answer "not found" from now on. */
  async remove(applicationId: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    for (const child of ['dispatch_keys', 'package_origins', 'seats', 'lms_sessions']) await this.unit.execute(`DELETE FROM ${child} WHERE dispatch_key IN (${marks(keys)})`, [...keys]);
    await this.unit.execute(`DELETE FROM dispatches WHERE +application_id = ? AND dispatch_key IN (${marks(keys)})`, [applicationId, ...keys]);
  }

  /** By keys. The plus sign changes no value: it keeps SQLite from walking through the whole application by an index. */
  private byKeys(applicationId: string) {
    return this.unit.manager.createQueryBuilder(Dispatch, 'd').where('+d.application_id = :applicationId', { applicationId });
  }
}
