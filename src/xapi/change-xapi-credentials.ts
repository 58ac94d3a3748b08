import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey } from '../platform/random-ids';
import { SealedTexts } from '../platform/sealed-texts';
import type { XapiCredential } from './xapi-credential.entity';
import { XapiCredentialRepository } from './xapi-credential.repository';
import { xapiCredentialUnknown } from './xapi.failures';

export interface XapiCredentialFields extends Pick<XapiCredential, 'name' | 'info' | 'enabled' | 'authType' | 'permissionsLevel'> {
  secret: string;
}
/** What secrets of credentials are sealed for. */
export const xapiSecretPurpose = 'xapi-credential';

/** Makes, changes and removes the credentials for an application's statements. */
@Injectable()
export class ChangeXapiCredentials {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly credentials: XapiCredentialRepository,
    private readonly sealed: SealedTexts,
    private readonly clock: Clock,
  ) {}

  /** Answers the id made for it, which is its user name. */
  async create(applicationId: string, { secret, ...fields }: XapiCredentialFields): Promise<string> {
    const [credentialId, now] = [newKey(), this.clock.now()];
    const sealedSecret = this.sealed.seal(xapiSecretPurpose, credentialId, secret);
    await this.unit.run(() => this.credentials.add({ credentialId, applicationId, ...fields, sealedSecret, createdAt: now, updatedAt: now }));
    return credentialId;
  }

  /** Changes what is given. Failures: xapi-credential-unknown. */
  change(applicationId: string, credentialId: string, { secret, ...fields }: Partial<XapiCredentialFields>): Promise<void> {
    return this.unit.run(async () => {
      if (!(await this.credentials.find(applicationId, credentialId))) throw xapiCredentialUnknown(credentialId);
      const sealedSecret = secret === undefined ? {} : { sealedSecret: this.sealed.seal(xapiSecretPurpose, credentialId, secret) };
      await this.credentials.change(applicationId, credentialId, { ...fields, ...sealedSecret, updatedAt: this.clock.now() });
    });
  }

  /** Failures: xapi-credential-unknown. */
  remove(applicationId: string, credentialId: string): Promise<void> {
    return this.unit.run(async () => {
      if (!(await this.credentials.remove(applicationId, credentialId))) throw xapiCredentialUnknown(credentialId);
    });
  }
}
