import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { TagRepository } from './tag.repository';

/** Removes the tags of an application that was deleted: those of its learners outlive their registrations. */
@Injectable()
export class ForgetTags implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly tags: TagRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.unit.run(() => this.tags.removeApplication(applicationId));
    });
  }
}
