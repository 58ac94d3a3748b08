import { Injectable } from '@nestjs/common';
import { type ListQuery, listConditions } from '../platform/database/list-conditions.rules';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { XapiCredential } from './xapi-credential.entity';

@Injectable()
export class XapiCredentialRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string, credentialId: string): Promise<XapiCredential | null> {
    return this.unit.manager.findOneBy(XapiCredential, { applicationId, credentialId });
  }

  async add(credential: XapiCredential): Promise<void> {
    await this.unit.manager.insert(XapiCredential, credential);
  }

  async change(applicationId: string, credentialId: string, fields: Partial<XapiCredential>): Promise<void> {
    await this.unit.manager.update(XapiCredential, { applicationId, credentialId }, fields);
  }

  /** False when there was none. */
  async remove(applicationId: string, credentialId: string): Promise<boolean> {
    return (await this.unit.execute('DELETE FROM xapi_credentials WHERE application_id = ? AND credential_id = ?', [applicationId, credentialId])).affected > 0;
  }

  async removeAll(applicationId: string): Promise<void> {
    await this.unit.execute('DELETE FROM xapi_credentials WHERE application_id = ?', [applicationId]);
  }

  /** At most `limit` behind `after`, in the order of the query. */
  async list(applicationId: string, q: ListQuery, after: (string | number)[] | undefined, limit: number): Promise<XapiCredential[]> {
    const where = listConditions('x', 'credential_id', q);
    const rest = after ? behind([`x.${q.orderBy}_at`, 'x.credential_id'], q.direction, after) : { sql: '1 = 1', parameters: [] };
    const rows = await this.unit.query<{ k: string }>(
      `SELECT x.credential_id AS k FROM xapi_credentials x WHERE ${['x.application_id = ?', ...where.sql, rest.sql].join(' AND ')}
       ORDER BY x.${q.orderBy}_at ${q.direction}, x.credential_id ${q.direction} LIMIT ${limit}`,
      [applicationId, ...where.parameters, ...rest.parameters],
    );
    if (!rows.length) return [];
    const found = await this.unit.manager.createQueryBuilder(XapiCredential, 'x').where('x.credentialId IN (:...keys)', { keys: rows.map(({ k }) => k) }).getMany();
    const byId = new Map(found.map((one) => [one.credentialId, one]));
    return rows.flatMap(({ k }) => byId.get(k) ?? []);
  }

  async count(applicationId: string, q: ListQuery): Promise<number> {
    const where = listConditions('x', 'credential_id', q);
    const [row] = await this.unit.query<{ n: number }>(`SELECT COUNT(*) AS n FROM xapi_credentials x WHERE ${['x.application_id = ?', ...where.sql].join(' AND ')}`, [applicationId, ...where.parameters]);
    return Number(row?.n ?? 0);
  }
}
