import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work';
import { Outbox } from '../outbox/outbox';
import { plainAddress } from './mail-suppressions';

/** Removes mail that nobody may keep any longer: of an application that was deleted, or to one address. */
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

  /** Inside a unit of work: forgets all mail of an application to one address, queued or kept; whether the address may be mailed stays known. Answers how many there were. */
  async to(applicationId: string, address: string): Promise<number> {
    const plain = plainAddress(address);
    const queued = await this.unit.execute('DELETE FROM mails WHERE application_id = ? AND LOWER(recipient) = ?', [applicationId, plain]);
    const kept = await this.unit.execute('DELETE FROM kept_mails WHERE application_id = ? AND recipient = ?', [applicationId, plain]);
    return queued.affected + kept.affected;
  }
}
