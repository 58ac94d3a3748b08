import { Injectable } from '@nestjs/common';
import { ChangeCredentials } from '../applications/change-credentials';
import { RegisterApplication } from '../applications/register-application';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { RecordAudit, type SignedInActor } from './record-audit';

/** Makes an application with its first key. */
@Injectable()
export class OpenApplication {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly register: RegisterApplication,
    private readonly credentials: ChangeCredentials,
    private readonly audit: RecordAudit,
  ) {}

  /** The secret is answered here and never again. */
  run(actor: SignedInActor, name: string): Promise<{ applicationId: string; secret: string }> {
    return this.unit.run(async () => {
      const { applicationId } = await this.register.run(name);
      const { secret } = await this.credentials.create(applicationId, { name: 'Main key', enabled: true });
      await this.audit.run(actor, { applicationId, action: 'application.create', subject: applicationId });
      return { applicationId, secret };
    });
  }
}
