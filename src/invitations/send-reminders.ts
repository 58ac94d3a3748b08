import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Upkeep } from '../platform/upkeep';
import { MailQueue } from '../platform/mail/mail-queue';
import { FindRegistrations } from '../registrations/find-registrations';
import type { Invitation } from './invitation.entity';
import { InvitationRepository } from './invitation.repository';
import { recipientRefusal } from './invitation-state.rules';
import type { Recipient } from './recipient.entity';
import { RecipientRepository } from './recipient.repository';
import { nextReminder } from './reminders.rules';

const everyMs = 30_000;
const atOnce = 100;
export const reminderMail = 'invitation-reminder';

/** Queues the reminders that are due: to those who have not finished and may still get in, at most three each. */
@Injectable()
export class SendReminders implements OnApplicationBootstrap {
  constructor(
    private readonly upkeep: Upkeep,
    private readonly unit: UnitOfWork,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly registrations: FindRegistrations,
    private readonly mails: MailQueue,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.upkeep.every(everyMs, 'reminders', () => this.run());
  }

  /** Answers how many recipients were looked at. */
  async run(): Promise<number> {
    let all = 0;
    for (let looked = atOnce; looked === atOnce; all += looked) looked = await this.unit.run(() => this.some());
    return all;
  }

  /** Two nodes that look at the same recipient queue one mail: its unique key tells. */
  private async some(): Promise<number> {
    const now = this.clock.now();
    const due = await this.recipients.dueForReminder(now, atOnce);
    for (const applicationId of new Set(due.map((one) => one.applicationId))) {
      const own = due.filter((one) => one.applicationId === applicationId);
      const invitations = new Map((await this.invitations.findSome(applicationId, [...new Set(own.map((one) => one.invitationKey))])).map((one) => [one.invitationKey, one]));
      const registrations = await this.registrations.byKey(applicationId, own.flatMap((one) => one.registrationKey ?? []));
      for (const recipient of own) await this.remind(recipient, invitations.get(recipient.invitationKey), registrations.get(recipient.registrationKey ?? '')?.completion === 'COMPLETED', now);
    }
    return due.length;
  }

  private async remind(recipient: Recipient, invitation: Invitation | undefined, finished: boolean, now: number): Promise<void> {
    if (!invitation || finished || recipientRefusal(invitation, recipient, now)) return this.recipients.change(recipient.recipientKey, { nextReminderAt: null });
    const sent = recipient.remindersSent + 1;
    await this.mails.add([
      {
        applicationId: recipient.applicationId, kind: reminderMail, subjectKey: recipient.recipientKey, groupKey: recipient.invitationKey, to: recipient.email,
        uniqueKey: `${reminderMail} ${recipient.recipientKey} ${sent}`,
      },
    ]);
    await this.recipients.change(recipient.recipientKey, { remindersSent: sent, nextReminderAt: nextReminder(invitation, now, sent) });
  }
}
