import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { JobQueue } from '../platform/jobs/job-queue';
import { JobRunner, type RunningJob } from '../platform/jobs/job-runner';
import { MailQueue } from '../platform/mail/mail-queue';
import { EnrolRecipients, type GoodRow, rowError } from './enrol-recipients';
import type { Invitation } from './invitation.entity';
import { makesRecipients } from './invitation-state.rules';
import { InvitationRepository } from './invitation.repository';
import type { Recipient } from './recipient.entity';
import type { RecipientPart } from './recipient-part.entity';
import { RecipientPartRepository } from './recipient-part.repository';
import { emailKeyOf, rowFault, trimmedRow } from './recipient-rows.rules';
import { RecipientRepository } from './recipient.repository';
import type { RowError } from './row-error.entity';

const fillInvitation = 'fill-invitation';
export const invitationMail = 'invitation';

/** Makes recipients of accepted rows: registration, link and queued mail of a part in one unit of work each, so that a crash loses and repeats nothing. */
@Injectable()
export class FillInvitation implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly runner: JobRunner,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly parts: RecipientPartRepository,
    private readonly enrol: EnrolRecipients,
    private readonly mails: MailQueue,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.runner.handle(fillInvitation, (of: { applicationId: string; invitationKey: string }, job) => this.run(of, job), { concurrency: 2, maxAttempts: 20 });
  }

  private async run({ applicationId, invitationKey }: { applicationId: string; invitationKey: string }, job: RunningJob): Promise<void> {
    while (await this.unit.run(() => this.fillPart(applicationId, invitationKey))) {
      job.signal.throwIfAborted();
      await breathe(); // others get their turn between two parts
    }
  }

  /** Answers whether there may be more. A paused or disabled invitation keeps its parts. */
  private async fillPart(applicationId: string, invitationKey: string): Promise<boolean> {
    const invitation = await this.invitations.locked(applicationId, invitationKey);
    if (!invitation?.allowLaunch || !makesRecipients(invitation.sending)) return false;
    if (invitation.opensAt !== null && invitation.opensAt > this.clock.now()) {
      await this.jobs.add(fillJob(invitation)); // the moment was moved since this job was planned
      return false;
    }
    const part = await this.parts.next(invitationKey);
    if (!part) return false;
    const { good, errors } = await this.sorted(part, invitation);
    const made = await this.enrol.run(invitation, good);
    await this.recipients.add(made.recipients);
    await this.parts.addErrors([...errors, ...made.errors]);
    if (invitation.sending !== 'none') await this.mails.add(made.recipients.map((recipient) => mailTo(recipient)));
    await this.parts.remove(part.partKey);
    return true;
  }

  /** Bad rows and addresses that were there before, apart from the good ones. */
  private async sorted(part: RecipientPart, invitation: Invitation): Promise<{ good: GoodRow[]; errors: RowError[] }> {
    const rows = part.rows.map((given, i) => ({ rowNumber: part.firstRow + i, row: trimmedRow(given), emailKey: emailKeyOf(given.email) }));
    const seen = await this.recipients.among(invitation.invitationKey, [...new Set(rows.map(({ emailKey }) => emailKey))]);
    const good: GoodRow[] = [];
    const errors: RowError[] = [];
    for (const one of rows) {
      const fault = rowFault(one.row) ?? (seen.has(one.emailKey) ? 'the address is in this invitation already' : undefined);
      if (fault) errors.push(rowError(invitation, one.rowNumber, one.row.email, fault));
      else good.push(one);
      seen.add(one.emailKey);
    }
    return { good, errors };
  }
}

/** The job that makes recipients of what waits, at the moment the invitation opens. */
export const fillJob = ({ applicationId, invitationKey, opensAt }: Pick<Invitation, 'applicationId' | 'invitationKey' | 'opensAt'>) => ({
  kind: fillInvitation, payload: { applicationId, invitationKey }, uniqueKey: `${fillInvitation} ${invitationKey}`, runAt: opensAt ?? undefined,
});

export const mailTo = (recipient: Recipient) => ({
  applicationId: recipient.applicationId, kind: invitationMail, subjectKey: recipient.recipientKey, groupKey: recipient.invitationKey, to: recipient.email, uniqueKey: `${invitationMail} ${recipient.recipientKey}`,
});
