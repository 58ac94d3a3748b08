import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work';
import { Outbox } from '../outbox/outbox';
import { AnsweredRequestRepository } from './answered-request.repository';

/** Removes the kept answers of an application that was deleted. */
@Injectable()
export class ForgetAnswers implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly answers: AnsweredRequestRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.unit.run(() => this.answers.removeAll(applicationId));
    });
  }
}
