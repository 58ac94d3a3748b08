import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { AdministratorRepository } from './administrator.repository';
import { AuditRepository } from './audit.repository';
import { EndConsoleSession } from './end-console-session';

/** The id of an application that was deleted may come again: nobody keeps a role in it, and what was done there only owners of the installation still read. */
@Injectable()
export class FollowDeletions implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly administrators: AdministratorRepository,
    private readonly sessions: EndConsoleSession,
    private readonly entries: AuditRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.unit.run(() => this.forget(applicationId));
    });
  }

  private async forget(applicationId: string): Promise<void> {
    for (const { administratorKey, roles } of await this.administrators.all()) {
      if (!Object.hasOwn(roles, applicationId)) continue;
      const { [applicationId]: _, ...kept } = roles;
      await this.administrators.change(administratorKey, { roles: kept });
    }
    await this.entries.leaveApplication(applicationId);
    this.sessions.forget();
  }
}
