import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ResetProgress } from '../registrations/reset-progress';
import { ChangeDocuments } from '../xapi/documents/change-documents';
import { CloseSessions } from './close-sessions';

/** Drops progress and launch history of the newest instance of a registration, which goes on with the newest course version. Whoever is at work in it is shown out. */
@Injectable()
export class ResetRegistration {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly progress: ResetProgress,
    private readonly sessions: CloseSessions,
    private readonly documents: ChangeDocuments,
  ) {}

  /** Failures: registration-unknown. */
  run(applicationId: string, registrationId: string): Promise<void> {
    return this.unit.run(async () => {
      const { instanceKey } = await this.progress.run(applicationId, registrationId);
      await this.sessions.run([instanceKey]);
      await this.documents.clearState(instanceKey);
    });
  }
}
