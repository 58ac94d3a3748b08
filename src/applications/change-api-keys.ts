import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { ApiKey } from './api-key.entity';
import { ApiKeyRepository } from './api-key.repository';
import { ApplicationRepository } from './application.repository';
import { apiKeyUnknown, applicationUnknown } from './applications.failures';
import { VerifyApiKey } from './verify-api-key';

/** The API keys that an application has: told and revoked. */
@Injectable()
export class ChangeApiKeys {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly keys: ApiKeyRepository,
    private readonly verify: VerifyApiKey,
  ) {}

  /** The oldest first. Failures: application-unknown. */
  list(applicationId: string): Promise<ApiKey[]> {
    return this.unit.run(async () => {
      if (!(await this.applications.child(applicationId))) throw applicationUnknown(applicationId);
      return this.keys.of(applicationId);
    });
  }

  /** From now on it opens nothing. Failures: api-key-unknown. */
  async revoke(applicationId: string, keyId: string): Promise<void> {
    const hash = await this.unit.run(async () => {
      const key = await this.keys.find(applicationId, keyId);
      if (!key) throw apiKeyUnknown(keyId);
      await this.keys.remove(applicationId, keyId);
      return key.hash;
    });
    this.verify.forget(hash);
  }
}
