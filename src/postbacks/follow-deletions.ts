import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { HookRepository } from './hooks/hook.repository';
import { PostbackLogRepository } from './postback-log.repository';

/** Postbacks and events, which tell of a learner, go with their registration and with the learner; everything goes with the application. */
@Injectable()
export class FollowDeletions implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly log: PostbackLogRepository,
    private readonly hooks: HookRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('registration.deleted', async (facts) => {
      for (const fact of facts) await this.unit.run(() => this.log.removeOf(fact.subject));
    });
    this.outbox.subscribe('learner.erased', async (facts) => {
      for (const { applicationId, subject } of facts) await this.unit.run(() => this.log.removeOfLearner(applicationId, subject));
    });
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.unit.run(() => this.log.removeAll(applicationId).then(() => this.hooks.removeAll(applicationId)));
    });
  }
}
