import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Application } from './application.entity';
import { Credential } from './credential.entity';

export interface CredentialRow {
  credentialId: string;
  secretHash: string;
  applicationName: string;
  isManagement: boolean;
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
    const rows = await this.unit.query<{ credential_id: string; secret_hash: string; name: string; is_management: number }>(
      `SELECT c.credential_id, c.secret_hash, a.name, a.is_management FROM credentials c
       JOIN applications a ON a.application_id = c.application_id WHERE c.application_id = ? AND c.enabled = 1`,
      [applicationId],
    );
    return rows.map((row) => ({ credentialId: row.credential_id, secretHash: row.secret_hash, applicationName: row.name, isManagement: Boolean(row.is_management) }));
  }

  async add(application: Application): Promise<void> {
    await this.unit.manager.insert(Application, application);
  }

  async addCredential(credential: Credential): Promise<void> {
    await this.unit.manager.insert(Credential, credential);
  }
}
