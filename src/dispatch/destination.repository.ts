import { Injectable } from '@nestjs/common';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Destination } from './destination.entity';
import type { ListedTable } from '../tags/list-query.rules';
import { type ListQuery, listConditions } from './list-query.rules';

const table: ListedTable = { kind: 'destination', alias: 'd', key: 'destination_key', id: 'id' };

@Injectable()
export class DestinationRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string, id: string): Promise<Destination | null> {
    return this.unit.manager.findOneBy(Destination, { applicationId, id });
  }

  /** Not bound to a tenant: platforms know only this key. */
  ofKey(destinationKey: string): Promise<Destination | null> {
    return this.unit.manager.findOneBy(Destination, { destinationKey });
  }

  findByKey(applicationId: string, destinationKey: string): Promise<Destination | null> {
    return this.unit.manager.findOneBy(Destination, { applicationId, destinationKey });
  }

  findSome(applicationId: string, ids: readonly string[]): Promise<Destination[]> {
    return ids.length ? this.unit.manager.createQueryBuilder(Destination, 'd').where('d.application_id = :applicationId AND d.id IN (:...ids)', { applicationId, ids: [...ids] }).getMany() : Promise.resolve([]);
  }

  findSomeByKey(applicationId: string, keys: readonly string[]): Promise<Destination[]> {
    return keys.length ? this.byKeys(applicationId).andWhere('d.destination_key IN (:...keys)', { keys: [...keys] }).getMany() : Promise.resolve([]);
  }

  /** One row more than `limit`, so that a page knows of the next one. */
  async list(applicationId: string, q: ListQuery, courseKey: string | undefined, after: (string | number)[] | undefined, limit: number): Promise<Destination[]> {
    const where = listConditions(table, applicationId, q, courseKey);
    const rest = after ? behind([`d.${q.orderBy}_at`, 'd.destination_key'], q.direction, after) : { sql: '1 = 1', parameters: [] };
    const rows = await this.unit.query<{ k: string }>(
      `SELECT d.destination_key AS k FROM destinations d WHERE ${where.sql} AND ${rest.sql} ORDER BY d.${q.orderBy}_at ${q.direction}, d.destination_key ${q.direction} LIMIT ${limit + 1}`,
      [...where.parameters, ...rest.parameters],
    );
    const found = new Map((await this.findSomeByKey(applicationId, rows.map((row) => row.k))).map((one) => [one.destinationKey, one]));
    return rows.flatMap((row) => found.get(row.k) ?? []);
  }

  async count(applicationId: string, q: ListQuery, courseKey?: string): Promise<number> {
    const where = listConditions(table, applicationId, q, courseKey);
    const [row] = await this.unit.query<{ n: number }>(`SELECT COUNT(*) AS n FROM destinations d WHERE ${where.sql}`, where.parameters);
    return Number(row?.n ?? 0);
  }

  /** How many dispatches each destination has; those without are absent. */
  async dispatchCounts(keys: readonly string[]): Promise<Map<string, number>> {
    if (keys.length === 0) return new Map();
    const rows = await this.unit.query<{ k: string; n: number }>(
      `SELECT destination_key AS k, COUNT(*) AS n FROM dispatches WHERE destination_key IN (${keys.map(() => '?').join(', ')}) GROUP BY destination_key`,
      [...keys],
    );
    return new Map(rows.map((row) => [row.k, Number(row.n)]));
  }

  async add(destinations: readonly Destination[]): Promise<void> {
    if (destinations.length) await this.unit.manager.insert(Destination, destinations.map((one) => ({ ...one })) as never);
  }

  async change(destinationKey: string, fields: Partial<Destination>): Promise<void> {
    await this.unit.manager.update(Destination, { destinationKey }, fields as never);
  }

  async remove(destinationKey: string): Promise<void> {
    await this.unit.manager.delete(Destination, { destinationKey });
  }

  /** By keys. The plus sign changes no value: it keeps SQLite from walking through the whole application by an index. */
  private byKeys(applicationId: string) {
    return this.unit.manager.createQueryBuilder(Destination, 'd').where('+d.application_id = :applicationId', { applicationId });
  }
}
