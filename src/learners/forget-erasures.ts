import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { ErasureRepository } from './erasure.repository';

/** Removes the receipts of an application that was deleted. */
@Injectable()
export class ForgetErasures implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly erasures: ErasureRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.unit.run(() => this.erasures.removeAll(applicationId));
    });
  }
}
