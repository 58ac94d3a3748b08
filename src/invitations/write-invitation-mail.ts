import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import type { MailMessage } from '../platform/mail/mail-message';
import { chooseLanguage } from '../platform/templates/language.rules';
import type { Invitation } from './invitation.entity';
import { InvitationFacts } from './invitation-facts';
import { InvitationLinks } from './invitation-links';
import { linkEnd, recipientRefusal } from './invitation-state.rules';
import { RenderMail } from './mail/render-mail';
import type { Recipient } from './recipient.entity';
import { RecipientRepository } from './recipient.repository';

/** Writes the mail of one recipient as it is when it leaves. Inside a unit of work. */
@Injectable()
export class WriteInvitationMail {
  constructor(
    private readonly render: RenderMail,
    private readonly links: InvitationLinks,
    private readonly recipients: RecipientRepository,
    private readonly facts: InvitationFacts,
    private readonly clock: Clock,
  ) {}

  /** Nothing for who is revoked or too late. */
  async run(recipient: Recipient, invitation: Invitation, kind: 'invitation' | 'reminder'): Promise<MailMessage | undefined> {
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
}
