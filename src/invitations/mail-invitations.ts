import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { MailMessage } from '../platform/mail/mail-message';
import { type MailOutcome, MailQueue, type QueuedMail } from '../platform/mail/mail-queue';
import { FindRegistrations } from '../registrations/find-registrations';
import { invitationMail } from './fill-invitation';
import { InvitationFacts } from './invitation-facts';
import { InvitationRepository } from './invitation.repository';
import type { Recipient } from './recipient.entity';
import { RecipientRepository } from './recipient.repository';
import { TellBounces } from './tell-bounces';
import { nextReminder } from './reminders.rules';
import { reminderMail } from './send-reminders';
import { WriteInvitationMail } from './write-invitation-mail';

/** Writes the mails of recipients when they are about to leave, and keeps what became of them. */
@Injectable()
export class MailInvitations implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly mails: MailQueue,
    private readonly write: WriteInvitationMail,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly registrations: FindRegistrations,
    private readonly facts: InvitationFacts,
    private readonly bounces: TellBounces,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.mails.handle(invitationMail, { compose: (mails) => this.compose(mails, 'invitation'), settled: (mail, outcome) => this.settled(mail, outcome) });
    this.mails.handle(reminderMail, { compose: (mails) => this.compose(mails, 'reminder'), isReminder: true });
  }

  /** Nothing for who is gone, revoked, too late, or (a reminder) has finished meanwhile. */
  private compose(mails: readonly QueuedMail[], kind: 'invitation' | 'reminder'): Promise<(MailMessage | undefined)[]> {
    return this.unit.run(async () => {
      const applicationId = mails[0]?.applicationId ?? '';
      const recipients = new Map((await this.recipients.findSome(applicationId, mails.map((mail) => mail.subjectKey))).map((one) => [one.recipientKey, one]));
      const invitations = new Map((await this.invitations.findSome(applicationId, [...new Set([...recipients.values()].map((one) => one.invitationKey))])).map((one) => [one.invitationKey, one]));
      const finished = kind === 'reminder' ? await this.finished(applicationId, [...recipients.values()]) : new Set<string>();
      const messages: (MailMessage | undefined)[] = [];
      for (const mail of mails) {
        const recipient = recipients.get(mail.subjectKey);
        const invitation = recipient && invitations.get(recipient.invitationKey);
        messages.push(recipient && invitation && !finished.has(recipient.recipientKey) ? await this.write.run(recipient, invitation, kind) : undefined);
      }
      return messages;
    });
  }

  private async finished(applicationId: string, recipients: readonly Recipient[]): Promise<Set<string>> {
    const registrations = await this.registrations.byKey(applicationId, recipients.flatMap((one) => one.registrationKey ?? []));
    return new Set(recipients.filter((one) => registrations.get(one.registrationKey ?? '')?.completion === 'COMPLETED').map((one) => one.recipientKey));
  }

  private async settled(mail: QueuedMail, outcome: MailOutcome): Promise<void> {
    const now = this.clock.now();
    if ('message' in outcome) {
      const state = outcome.state === 'delayed' ? undefined : outcome.state;
      if (state === 'bounced') await this.bounces.run(mail, outcome.message, now);
      return this.recipients.settle(mail.subjectKey, { state, error: outcome.message, now });
    }
    const invitation = await this.facts.reminders(mail.applicationId, mail.groupKey ?? '');
    await this.recipients.settle(mail.subjectKey, { state: 'sent', error: null, mailedAt: now, nextReminderAt: invitation && nextReminder(invitation, now, 0), now });
  }
}
