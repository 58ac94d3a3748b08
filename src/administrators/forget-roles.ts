import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { AdministratorRepository } from './administrator.repository';
import { EndConsoleSession } from './end-console-session';

/** Nobody keeps a role in an application that was deleted: its id may come again. */
@Injectable()
export class ForgetRoles implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly administrators: AdministratorRepository,
    private readonly sessions: EndConsoleSession,
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
    this.sessions.forget();
  }
}
