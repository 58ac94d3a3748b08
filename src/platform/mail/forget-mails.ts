import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work';
import { Outbox } from '../outbox/outbox';

/** Removes the mail and the suppressed addresses of an application that was deleted. */
@Injectable()
export class ForgetMails implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts)
        await this.unit.run(async () => {
          for (const table of ['mails', 'kept_mails', 'mail_suppressions']) await this.unit.execute(`DELETE FROM ${table} WHERE application_id = ?`, [applicationId]);
        });
    });
  }
}
