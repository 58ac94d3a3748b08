import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { PostbackLogRepository } from './postback-log.repository';

/** Postbacks, which tell of a learner, go with their registration. */
@Injectable()
export class FollowDeletions implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly log: PostbackLogRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('registration.deleted', async (facts) => {
      for (const fact of facts) await this.unit.run(() => this.log.removeOf(fact.subject));
    });
  }
}
