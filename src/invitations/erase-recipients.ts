import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { ForgetMails } from '../platform/mail/forget-mails';
import { MailQueue } from '../platform/mail/mail-queue';
import { ErasureRepository } from './erasure.repository';
import { emailKeyOf } from './recipient-rows.rules';

export interface ErasedRecipients {
  recipients: number;
  mails: number;
}

/** Takes a person out of invitations: their rows stay as blanks, so that counts still add up, and their mails go. Suppressions stay, or the next invitation would mail them again. */
@Injectable()
export class EraseRecipients {
  constructor(
    private readonly recipients: ErasureRepository,
    private readonly mails: MailQueue,
    private readonly forget: ForgetMails,
    private readonly clock: Clock,
  ) {}

  /** Inside a unit of work: whether an invitation of the application names the address. */
  knows(applicationId: string, learnerId: string): Promise<boolean> {
    return this.recipients.knows(applicationId, emailKeyOf(learnerId));
  }

  /** Inside the unit of work that removes the registrations. A learner of an invitation has the address as id. */
  async run(applicationId: string, of: { learnerId: string; registrationKeys: readonly string[] }): Promise<ErasedRecipients> {
    const emailKey = emailKeyOf(of.learnerId);
    const found = await this.recipients.find(applicationId, emailKey, of.registrationKeys);
    const recipientKeys = found.map((one) => one.recipientKey);
    await this.mails.cancelOf(applicationId, recipientKeys);
    await this.recipients.blank(recipientKeys, this.clock.now());
    const addresses = new Set([...found.map((one) => one.emailKey), ...(emailKey.includes('@') ? [emailKey] : [])]);
    let mails = 0;
    for (const address of addresses) {
      await this.recipients.blankRows(applicationId, address);
      mails += await this.forget.to(applicationId, address);
    }
    return { recipients: recipientKeys.length, mails };
  }
}
