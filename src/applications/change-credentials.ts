import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey, randomSecret } from '../platform/random-ids';
import { ApplicationRepository } from './application.repository';
import { applicationUnknown, credentialLast, credentialsFull, credentialUnknown } from './applications.failures';
import type { Credential } from './credential.entity';
import { SealedSecrets } from './sealed-secrets';
import { hashGeneratedSecret } from './secret-hash.rules';
import { VerifyCredential } from './verify-credential';

const mostCredentials = 50;

/** The keys of an application: several may be live at a time, so that one can be replaced without a pause. */
@Injectable()
export class ChangeCredentials {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly credentials: VerifyCredential,
    private readonly sealed: SealedSecrets,
    private readonly clock: Clock,
  ) {}

  /** The secret is answered here and never again. Failures: application-unknown, credentials-full. */
  async create(applicationId: string, fields: { name: string; enabled: boolean }): Promise<{ credential: Credential; secret: string }> {
    const secret = randomSecret(30);
    const now = this.clock.now();
    const credentialId = newKey();
    const credential = { credentialId, applicationId, ...fields, secretHash: hashGeneratedSecret(secret), sealedSecret: this.sealed.seal(credentialId, secret), createdAt: now, updatedAt: now };
    await this.change(applicationId, async () => {
      if ((await this.applications.credentialsOf(applicationId)).length >= mostCredentials) throw credentialsFull(mostCredentials);
      await this.applications.addCredential(credential);
    });
    return { credential, secret };
  }

  /** Changes what is given. Failures: application-unknown, credential-unknown. */
  async update(applicationId: string, credentialId: string, fields: { name?: string; enabled?: boolean }): Promise<void> {
    await this.change(applicationId, async () => {
      if (!(await this.applications.credential(applicationId, credentialId))) throw credentialUnknown(credentialId);
      await this.applications.changeCredential(applicationId, credentialId, { ...fields, updatedAt: this.clock.now() });
    });
  }

  /** Failures: application-unknown, credential-unknown. */
  async remove(applicationId: string, credentialId: string): Promise<void> {
    await this.change(applicationId, async () => {
      if (!(await this.applications.removeCredential(applicationId, credentialId))) throw credentialUnknown(credentialId);
    });
  }

  /** The same, when another key that works is left. Failures: application-unknown, credential-unknown, credential-last. */
  async removeSpare(applicationId: string, credentialId: string): Promise<void> {
    await this.change(applicationId, async () => {
      const working = await this.applications.enabledIdsForUpdate(applicationId);
      if (working.length === 1 && working[0] === credentialId) throw credentialLast(credentialId);
      if (!(await this.applications.removeCredential(applicationId, credentialId))) throw credentialUnknown(credentialId);
    });
  }

  /** What is known of the keys of an application is forgotten once the change is there. */
  private async change(applicationId: string, work: () => Promise<void>): Promise<void> {
    await this.unit.run(async () => {
      if (!(await this.applications.child(applicationId))) throw applicationUnknown(applicationId);
      await work();
    });
    this.credentials.forget(applicationId);
  }
}
