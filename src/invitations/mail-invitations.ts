import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { MailMessage } from '../platform/mail/mail-message';
import { type MailOutcome, MailQueue, type QueuedMail } from '../platform/mail/mail-queue';
import { chooseLanguage } from '../platform/templates/language.rules';
import { FindRegistrations } from '../registrations/find-registrations';
import { invitationMail } from './fill-invitation';
import type { Invitation } from './invitation.entity';
import { InvitationFacts } from './invitation-facts';
import { InvitationLinks } from './invitation-links';
import { InvitationRepository } from './invitation.repository';
import { linkEnd, recipientRefusal } from './invitation-state.rules';
import { RenderMail } from './mail/render-mail';
import type { Recipient } from './recipient.entity';
import { RecipientRepository } from './recipient.repository';
import { nextReminder } from './reminders.rules';
import { reminderMail } from './send-reminders';

/** Writes the mails of recipients when they are about to leave, and keeps what became of them. */
@Injectable()
export class MailInvitations implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly mails: MailQueue,
    private readonly render: RenderMail,
    private readonly links: InvitationLinks,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly registrations: FindRegistrations,
    private readonly facts: InvitationFacts,
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
        messages.push(recipient && invitation && !finished.has(recipient.recipientKey) ? await this.message(recipient, invitation, kind) : undefined);
      }
      return messages;
    });
  }

  private async finished(applicationId: string, recipients: readonly Recipient[]): Promise<Set<string>> {
    const registrations = await this.registrations.byKey(applicationId, recipients.flatMap((one) => one.registrationKey ?? []));
    return new Set(recipients.filter((one) => registrations.get(one.registrationKey ?? '')?.completion === 'COMPLETED').map((one) => one.recipientKey));
  }

  private async message(recipient: Recipient, invitation: Invitation, kind: 'invitation' | 'reminder'): Promise<MailMessage | undefined> {
    const refusal = recipientRefusal(invitation, recipient, this.clock.now());
    if (refusal) {
      if (kind === 'invitation') await this.recipients.settle(recipient.recipientKey, { state: 'cancelled', error: `not mailed, because the link is ${refusal}`, now: this.clock.now() });
      return undefined;
    }
    const language = chooseLanguage([recipient.locale, invitation.locale]);
    const { vendor, course } = await this.facts.of(invitation, language);
    const { email, firstName, lastName, fields } = recipient;
    const rendered = this.render.invitation({
      kind, language, vendor, sender: invitation.creatingUserEmail, course, recipient: { email, firstName, lastName, fields: fields ?? undefined },
      url: this.links.url('open', recipient.recipientKey, recipient.linkVersion), subject: invitation.subject, body: invitation.body, dueAt: invitation.dueAt,
      expiresAt: linkEnd(invitation, recipient.startedAt), timeZone: invitation.timeZone, calendar: invitation.dueAt === null ? undefined : { uid: recipient.recipientKey, sequence: invitation.revision },
      stopUrl: kind === 'reminder' ? this.links.stopUrl(recipient.recipientKey) : undefined,
    });
    const name = [firstName, lastName].filter(Boolean).join(' ');
    return { fromName: vendor, replyTo: invitation.creatingUserEmail, to: { address: email, ...(name && { name }) }, ...rendered };
  }

  private async settled(mail: QueuedMail, outcome: MailOutcome): Promise<void> {
    const now = this.clock.now();
    if ('message' in outcome) {
      const state = outcome.state === 'delayed' ? undefined : outcome.state;
      return this.recipients.settle(mail.subjectKey, { state, error: outcome.message, now });
    }
    const invitation = await this.facts.reminders(mail.applicationId, mail.groupKey ?? '');
    await this.recipients.settle(mail.subjectKey, { state: 'sent', error: null, mailedAt: now, nextReminderAt: invitation && nextReminder(invitation, now, 0), now });
  }
}
