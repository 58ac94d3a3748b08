import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey } from '../platform/random-ids';
import { ApplicationRepository } from './application.repository';
import { SealedSecrets } from './sealed-secrets';
import { hashSecret } from './secret-hash.rules';
import { VerifyCredential } from './verify-credential';

export interface NewApplication {
  applicationId: string;
  name: string;
  secret: string;
  isManagement: boolean;
}

/** Makes an application with its first secret; of a known one, adds the secret if it is new (safe to repeat). */
@Injectable()
export class CreateApplication {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly credentials: VerifyCredential,
    private readonly sealed: SealedSecrets,
    private readonly clock: Clock,
  ) {}

  async run(input: NewApplication): Promise<void> {
    if (await this.credentials.run(input.applicationId, input.secret)) return;
    const secretHash = await hashSecret(input.secret);
    const now = this.clock.now();
    await this.unit.run(async () => {
      if (!(await this.applications.find(input.applicationId)))
        await this.applications.add({ applicationId: input.applicationId, name: input.name, isManagement: input.isManagement, allowDelete: null, createdAt: now, updatedAt: now });
      const credentialId = newKey();
      await this.applications.addCredential({ credentialId, applicationId: input.applicationId, name: 'Main key', secretHash, sealedSecret: this.sealed.seal(credentialId, input.secret), enabled: true, createdAt: now, updatedAt: now });
    });
    this.credentials.forget(input.applicationId);
  }
}
