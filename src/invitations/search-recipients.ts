import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type FoundRecipient, RecipientRepository } from './recipient.repository';

/** People of invitations by the beginning of their mail address. */
@Injectable()
export class SearchRecipients {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly recipients: RecipientRepository,
  ) {}

  run(applicationId: string, text: string, most: number): Promise<FoundRecipient[]> {
    return this.unit.run(() => this.recipients.beginningWith(applicationId, text.toLowerCase(), most));
  }
}
