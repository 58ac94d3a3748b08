import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { JobQueue } from '../platform/jobs/job-queue';
import { MailQueue } from '../platform/mail/mail-queue';
import { AddRecipients } from './add-recipients';
import { fillJob } from './fill-invitation';
import type { Invitation, Sending } from './invitation.entity';
import { makesRecipients } from './invitation-state.rules';
import { InvitationRepository } from './invitation.repository';
import { invitationUnknown } from './invitations.failures';
import { RecipientPartRepository } from './recipient-part.repository';
import { emailKeyOf, type RecipientRow } from './recipient-rows.rules';
import { RecipientRepository } from './recipient.repository';
import { mostReminders, nextReminder } from './reminders.rules';

/** What is absent stays as it is. */
export type InvitationChange = Partial<
  Pick<
    Invitation,
    | 'allowLaunch' | 'allowNewRegistrations' | 'registrationCap' | 'expiresAt' | 'daysToComplete' | 'opensAt' | 'dueAt' | 'timeZone' | 'reminderDays' | 'postBack' | 'subject' | 'body' | 'locale' | 'asksCode'
    | 'allowedDomains' | 'sending'
  >
> & {
  /** Further people; those who are in it already are left as they are. */
  recipients?: readonly RecipientRow[];
};

/** Changes an invitation at any time; links stay the same. Saving again what is there sends nothing again. */
@Injectable()
export class ChangeInvitation {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly parts: RecipientPartRepository,
    private readonly add: AddRecipients,
    private readonly mails: MailQueue,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  /** `isPublic` absent: of either kind. Failures: invitation-unknown (also for one of the other kind). */
  run(applicationId: string, invitationId: string, isPublic: boolean | undefined, { recipients, ...change }: InvitationChange): Promise<void> {
    return this.unit.run(async () => {
      const before = await this.invitations.locked(applicationId, invitationId);
      if (!before || (isPublic !== undefined && before.isPublic !== isPublic)) throw invitationUnknown(invitationId);
      const newDates = change.dueAt !== undefined && change.dueAt !== before.dueAt;
      await this.invitations.change(applicationId, invitationId, { ...change, revision: before.revision + (newDates ? 1 : 0), updatedAt: this.clock.now() });
      const after = Object.assign(before, change);
      if (recipients?.length) await this.addNew(after, recipients);
      if (change.dueAt !== undefined || change.reminderDays !== undefined || change.timeZone !== undefined)
        await this.recipients.planReminders(invitationId, nextReminder(after, this.clock.now(), 0), mostReminders);
      if (change.sending !== undefined || change.allowLaunch !== undefined || change.opensAt !== undefined) await this.send(after, change.sending);
    });
  }

  private async addNew(invitation: Invitation, rows: readonly RecipientRow[]): Promise<void> {
    const known = await this.knownAmong(invitation.invitationKey, rows.map((row) => emailKeyOf(row.email)));
    await this.add.run(invitation, rows.filter((row) => !known.has(emailKeyOf(row.email))));
  }

  private async knownAmong(invitationKey: string, emailKeys: readonly string[]): Promise<Set<string>> {
    const known = new Set<string>();
    for (let from = 0; from < emailKeys.length; from += 1000) for (const key of await this.recipients.among(invitationKey, emailKeys.slice(from, from + 1000))) known.add(key);
    return known;
  }

  /** Mails wait while sending is paused or nobody may launch; a cancelled sending is given up for good. */
  private async send(invitation: Invitation, asked: Sending | undefined): Promise<void> {
    const { applicationId, invitationKey } = invitation;
    if (asked === 'cancelled') {
      await this.parts.removeOf(invitationKey);
      await this.mails.cancel(applicationId, invitationKey);
      await this.recipients.cancelQueued(invitationKey, this.clock.now());
    } else if (makesRecipients(invitation.sending) && invitation.allowLaunch) {
      await this.mails.release(applicationId, invitationKey);
      if (await this.parts.waiting(invitationKey))
        await this.jobs.add(fillJob(invitation));
    } else await this.mails.hold(applicationId, invitationKey);
  }
}
