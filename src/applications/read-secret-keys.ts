import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Application } from './application.entity';
import { ApplicationRepository } from './application.repository';
import { applicationUnknown } from './applications.failures';
import type { Credential } from './credential.entity';
import { SealedSecrets } from './sealed-secrets';

export interface SecretKey extends Pick<Credential, 'credentialId' | 'name' | 'enabled' | 'createdAt'> {
  /** Empty for one that is older than sealed secrets and was not used since, or was sealed under another SECRET_KEY. */
  secret: string;
}

/** An application with its keys and what they are, the oldest first. For application management only: it may make and read every key of the applications below it, as in v1. */
@Injectable()
export class ReadSecretKeys {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly sealed: SealedSecrets,
  ) {}

  /** Failures: application-unknown. */
  run(applicationId: string): Promise<{ application: Application; keys: SecretKey[] }> {
    return this.unit.run(async () => {
      const application = await this.applications.child(applicationId);
      if (!application) throw applicationUnknown(applicationId);
      const keys = (await this.applications.credentialsOf(applicationId)).map(({ credentialId, name, enabled, createdAt, sealedSecret }) => ({ credentialId, name, enabled, createdAt, secret: this.sealed.open(credentialId, sealedSecret) ?? '' }));
      return { application, keys };
    });
  }
}
