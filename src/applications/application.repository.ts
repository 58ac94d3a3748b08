import { Injectable } from '@nestjs/common';
import { type ListQuery, listConditions } from '../platform/database/list-conditions.rules';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Application } from './application.entity';
import { Credential } from './credential.entity';

export interface CredentialRow {
  credentialId: string;
  secretHash: string;
  sealedSecret: string | null;
  applicationName: string;
  isManagement: boolean;
  allowDelete: boolean;
}

@Injectable()
export class ApplicationRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string): Promise<Application | null> {
    return this.unit.manager.findOneBy(Application, { applicationId });
  }

  any(isManagement: boolean): Promise<Application | null> {
    return this.unit.manager.findOneBy(Application, { isManagement });
  }

  /** The secrets that let the application in at this moment. */
  async enabledCredentialsOf(applicationId: string): Promise<CredentialRow[]> {
    const rows = await this.unit.query<{ credential_id: string; secret_hash: string; sealed_secret: string | null; name: string; is_management: number; allow_delete: number | null }>(
      `SELECT c.credential_id, c.secret_hash, c.sealed_secret, a.name, a.is_management, a.allow_delete FROM credentials c
       JOIN applications a ON a.application_id = c.application_id WHERE c.application_id = ? AND c.enabled = 1`,
      [applicationId],
    );
    return rows.map((row) => ({ credentialId: row.credential_id, secretHash: row.secret_hash, sealedSecret: row.sealed_secret, applicationName: row.name, isManagement: Boolean(row.is_management), allowDelete: row.allow_delete === null || Boolean(row.allow_delete) }));
  }

  /** One that application management may change: not itself. */
  child(applicationId: string): Promise<Application | null> {
    return this.unit.manager.findOneBy(Application, { applicationId, isManagement: false });
  }

  children(): Promise<Application[]> {
    return this.unit.manager.find(Application, { where: { isManagement: false }, order: { createdAt: 'ASC', applicationId: 'ASC' } });
  }

  /** At most `limit` behind `after`, in the order of the query. */
  async list(q: ListQuery, after: (string | number)[] | undefined, limit: number): Promise<Application[]> {
    const where = listConditions('a', 'application_id', q);
    const rest = after ? behind([`a.${q.orderBy}_at`, 'a.application_id'], q.direction, after) : { sql: '1 = 1', parameters: [] };
    const rows = await this.unit.query<{ application_id: string; name: string; allow_delete: number | null; created_at: number; updated_at: number }>(
      `SELECT a.application_id, a.name, a.allow_delete, a.created_at, a.updated_at FROM applications a WHERE ${['a.is_management = 0', ...where.sql, rest.sql].join(' AND ')}
       ORDER BY a.${q.orderBy}_at ${q.direction}, a.application_id ${q.direction} LIMIT ${limit}`,
      [...where.parameters, ...rest.parameters],
    );
    return rows.map((row) => ({
      applicationId: row.application_id, name: row.name, isManagement: false, allowDelete: row.allow_delete === null ? null : Boolean(row.allow_delete), createdAt: Number(row.created_at), updatedAt: Number(row.updated_at),
    }));
  }

  async count(q: ListQuery): Promise<number> {
    const where = listConditions('a', 'application_id', q);
    const [row] = await this.unit.query<{ n: number }>(`SELECT COUNT(*) AS n FROM applications a WHERE ${['a.is_management = 0', ...where.sql].join(' AND ')}`, where.parameters);
    return Number(row?.n ?? 0);
  }

  async change(applicationId: string, fields: Partial<Application>): Promise<void> {
    await this.unit.manager.update(Application, { applicationId }, fields);
  }

  /** With its keys. */
  async remove(applicationId: string): Promise<void> {
    for (const table of ['credentials', 'api_keys']) await this.unit.execute(`DELETE FROM ${table} WHERE application_id = ?`, [applicationId]);
    await this.unit.execute('DELETE FROM applications WHERE application_id = ?', [applicationId]);
  }

  credential(applicationId: string, credentialId: string): Promise<Credential | null> {
    return this.unit.manager.findOneBy(Credential, { applicationId, credentialId });
  }

  /** The oldest first. */
  credentialsOf(applicationId: string): Promise<Credential[]> {
    return this.unit.manager.find(Credential, { where: { applicationId }, order: { createdAt: 'ASC', credentialId: 'ASC' } });
  }

  /** The keys that let it in; nobody else changes them until the unit ends. */
  async enabledIdsForUpdate(applicationId: string): Promise<string[]> {
    const rows = await this.unit.query<{ id: string }>(`SELECT credential_id AS id FROM credentials WHERE application_id = ? AND enabled = 1${this.unit.forUpdate}`, [applicationId]);
    return rows.map(({ id }) => id);
  }

  /** Those that may manage the others. */
  async managementIds(): Promise<string[]> {
    return (await this.unit.manager.findBy(Application, { isManagement: true })).map(({ applicationId }) => applicationId);
  }

  async changeCredential(applicationId: string, credentialId: string, fields: Partial<Credential>): Promise<void> {
    await this.unit.manager.update(Credential, { applicationId, credentialId }, fields);
  }

  /** False when there was none. */
  async removeCredential(applicationId: string, credentialId: string): Promise<boolean> {
    return (await this.unit.execute('DELETE FROM credentials WHERE application_id = ? AND credential_id = ?', [applicationId, credentialId])).affected > 0;
  }

  async add(application: Application): Promise<void> {
    await this.unit.manager.insert(Application, application);
  }

  async addCredential(credential: Credential): Promise<void> {
    await this.unit.manager.insert(Credential, credential);
  }
}
