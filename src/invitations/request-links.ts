import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { invalidInput } from '../platform/failure';
import { JobQueue } from '../platform/jobs/job-queue';
import { JobRunner } from '../platform/jobs/job-runner';
import { MailQueue } from '../platform/mail/mail-queue';
import { InvitationLimits } from './invitation-limits';
import { addressFault, emailKeyOf } from './recipient-rows.rules';
import { RecipientRepository } from './recipient.repository';

const jobKind = 'mail-links';
const mostRecipients = 500;

/** Mails somebody all their links. Known or not, the answer and the time it takes are the same: looking comes later, in a job. */
@Injectable()
export class RequestLinks implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly jobs: JobQueue,
    private readonly runner: JobRunner,
    private readonly limits: InvitationLimits,
    private readonly recipients: RecipientRepository,
    private readonly mails: MailQueue,
  ) {}

  onModuleInit(): void {
    this.runner.handle(jobKind, (asked: { email: string; language?: string }) => this.mail(asked));
  }

  /** Failures: invalid-input, invitation-too-many. */
  async run(asked: { email: string; lang?: string; address: string }): Promise<void> {
    const email = asked.email.trim();
    const fault = addressFault(email);
    if (fault) throw invalidInput('email', fault);
    this.limits.check('links from an address', asked.address);
    if (!this.limits.admits('links to a mailbox', emailKeyOf(email))) return;
    await this.unit.run(() => this.jobs.add({ kind: jobKind, payload: { email, language: asked.lang } }));
  }

  /** One mail per application that has invited the address. */
  private mail({ email, language }: { email: string; language?: string }): Promise<void> {
    return this.unit.run(async () => {
      const emailKey = emailKeyOf(email);
      const known = await this.recipients.ofAddress(emailKey, mostRecipients);
      for (const applicationId of new Set(known.map((one) => one.applicationId))) {
        const to = known.find((one) => one.applicationId === applicationId)?.email ?? email; // as the sender knows it
        await this.mails.add([{ applicationId, kind: 'invitation-links', subjectKey: emailKey, to, data: { language }, uniqueKey: `links ${applicationId} ${emailKey}` }]);
      }
    });
  }
}
