import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { ApplicationContents, nothing } from './application-contents';
import { ApplicationRepository } from './application.repository';
import { applicationNotEmpty, applicationUnknown } from './applications.failures';
import { VerifyCredential } from './verify-credential';

/** Removes an empty application with its keys; what hangs on it follows by `application.deleted`. */
@Injectable()
export class DeleteApplication {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly contents: ApplicationContents,
    private readonly credentials: VerifyCredential,
    private readonly outbox: Outbox,
  ) {}

  /** Failures: application-unknown, application-not-empty. */
  async run(applicationId: string): Promise<void> {
    await this.unit.run(async () => {
      if (!(await this.applications.child(applicationId))) throw applicationUnknown(applicationId);
      const held = (await this.contents.of([applicationId])).get(applicationId) ?? nothing;
      if (held.courses || held.registrations || held.others) throw applicationNotEmpty(applicationId, held);
      await this.applications.remove(applicationId);
      await this.outbox.add({ applicationId, kind: 'application.deleted', subject: applicationId, body: {} });
    });
    this.credentials.forget(applicationId);
  }
}
