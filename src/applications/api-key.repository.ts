import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ApiKey } from './api-key.entity';
import { Application } from './application.entity';

export interface OwnedApiKey {
  key: ApiKey;
  application: Application;
}

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** The key with this hash, of whichever application, and the application. */
  async ofHash(hash: string): Promise<OwnedApiKey | undefined> {
    const key = await this.unit.manager.findOneBy(ApiKey, { hash });
    const application = key && (await this.unit.manager.findOneBy(Application, { applicationId: key.applicationId }));
    return key && application ? { key, application } : undefined;
  }

  find(applicationId: string, keyId: string): Promise<ApiKey | null> {
    return this.unit.manager.findOneBy(ApiKey, { applicationId, keyId });
  }

  /** The oldest first. */
  of(applicationId: string): Promise<ApiKey[]> {
    return this.unit.manager.find(ApiKey, { where: { applicationId }, order: { createdAt: 'ASC', keyId: 'ASC' } });
  }

  async add(key: ApiKey): Promise<void> {
    await this.unit.manager.insert(ApiKey, key);
  }

  async remove(applicationId: string, keyId: string): Promise<void> {
    await this.unit.execute('DELETE FROM api_keys WHERE application_id = ? AND key_id = ?', [applicationId, keyId]);
  }
}
