import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ApplicationRepository } from './application.repository';
import { applicationUnknown } from './applications.failures';
import { VerifyCredential } from './verify-credential';

/** Changes what is given. Without `allowDelete` the application can delete no courses, registrations or learners' data. */
@Injectable()
export class ChangeApplication {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly credentials: VerifyCredential,
    private readonly clock: Clock,
  ) {}

  /** Failures: application-unknown. */
  async run(applicationId: string, fields: { name?: string; allowDelete?: boolean }): Promise<void> {
    await this.unit.run(async () => {
      if (!(await this.applications.child(applicationId))) throw applicationUnknown(applicationId);
      await this.applications.change(applicationId, { ...fields, updatedAt: this.clock.now() });
    });
    this.credentials.forget(applicationId);
  }
}
