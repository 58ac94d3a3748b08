import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { StatementPipeRepository } from './pipes/statement-pipe.repository';
import { XapiCredentialRepository } from './xapi-credential.repository';

/** Removes what an application that was deleted had here. */
@Injectable()
export class ForgetXapi implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly credentials: XapiCredentialRepository,
    private readonly pipes: StatementPipeRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts)
        await this.unit.run(async () => {
          await this.credentials.removeAll(applicationId);
          await this.pipes.removeAll(applicationId);
        });
    });
  }
}
