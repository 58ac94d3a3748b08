import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { DocumentRepository } from './documents/document.repository';
import { LrsCallbackRepository } from './lrs-callback.repository';
import { StatementPipeRepository } from './pipes/statement-pipe.repository';
import { StatementRepository } from './statements/statement.repository';
import { XapiCredentialRepository } from './xapi-credential.repository';

/** Removes what an application that was deleted had here, and what content of deleted instances had left. */
@Injectable()
export class ForgetXapi implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly credentials: XapiCredentialRepository,
    private readonly pipes: StatementPipeRepository,
    private readonly statements: StatementRepository,
    private readonly documents: DocumentRepository,
    private readonly callbacks: LrsCallbackRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts)
        await this.unit.run(async () => {
          await this.credentials.removeAll(applicationId);
          await this.pipes.removeAll(applicationId);
          await this.statements.removeAll(applicationId);
          await this.documents.removeAll(applicationId);
          await this.callbacks.remove(applicationId);
        });
    });
    this.outbox.subscribe('instances.deleted', async (facts) => {
      for (const fact of facts) await this.unit.run(() => this.ofInstances((fact.body as { instanceKeys: string[] }).instanceKeys));
    });
    this.outbox.subscribe('learner.erased', async (facts) => {
      for (const fact of facts) await this.unit.run(() => this.documents.removeOfLearner(fact.applicationId, (fact.body as { learnerId: string }).learnerId));
    });
  }

  private async ofInstances(instanceKeys: readonly string[]): Promise<void> {
    await this.statements.removeOf(instanceKeys);
    await this.documents.removeOf(instanceKeys);
  }
}
