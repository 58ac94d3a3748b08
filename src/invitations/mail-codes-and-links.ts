import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { MailMessage } from '../platform/mail/mail-message';
import { MailQueue, type QueuedMail } from '../platform/mail/mail-queue';
import { chooseLanguage } from '../platform/templates/language.rules';
import { FindRegistrations } from '../registrations/find-registrations';
import { InvitationFacts } from './invitation-facts';
import { InvitationLinks } from './invitation-links';
import { InvitationRepository } from './invitation.repository';
import { recipientRefusal } from './invitation-state.rules';
import { RenderMail } from './mail/render-mail';
import { RecipientRepository } from './recipient.repository';

const mostLinks = 100;

/** Writes the two mails that learners ask for themselves: a code that proves their address, and all their links. */
@Injectable()
export class MailCodesAndLinks implements OnModuleInit {
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
    const each = (compose: (mail: QueuedMail) => Promise<MailMessage | undefined>) => ({
      compose: (mails: readonly QueuedMail[]) => this.unit.run(() => inTurn(mails, compose)),
    });
    this.mails.handle('invitation-code', each((mail) => this.code(mail)));
    this.mails.handle('invitation-links', each((mail) => this.allLinks(mail)));
  }

  private async code(mail: QueuedMail): Promise<MailMessage | undefined> {
    const invitation = await this.invitations.find(mail.applicationId, mail.subjectKey);
    if (!invitation) return undefined;
    const language = chooseLanguage([wish(mail), invitation.locale]);
    const { vendor, course } = await this.facts.of(invitation, language);
    return { fromName: vendor, replyTo: invitation.creatingUserEmail, to: { address: mail.to }, ...this.render.code({ language, vendor, course: course.title, code: String(mail.data['code'] ?? '') }) };
  }

  /** Every link of the address that works at this moment; nothing leaves when there is none. */
  private async allLinks(mail: QueuedMail): Promise<MailMessage | undefined> {
    const own = (await this.recipients.ofAddress(mail.subjectKey, 500)).filter((one) => one.applicationId === mail.applicationId);
    const invitations = new Map((await this.invitations.findSome(mail.applicationId, [...new Set(own.map((one) => one.invitationKey))])).map((one) => [one.invitationKey, one]));
    const registrations = await this.registrations.byKey(mail.applicationId, own.flatMap((one) => one.registrationKey ?? []));
    const language = chooseLanguage([wish(mail), own[0]?.locale]);
    const items: Parameters<RenderMail['links']>[0]['items'] = [];
    let vendor = '';
    for (const recipient of own) {
      const invitation = invitations.get(recipient.invitationKey);
      if (!invitation || items.length >= mostLinks || recipientRefusal(invitation, recipient, this.clock.now())) continue;
      const facts = await this.facts.of(invitation, language);
      vendor = facts.vendor;
      const state = registrations.get(recipient.registrationKey ?? '')?.completion === 'COMPLETED' ? 'completed' : recipient.startedAt === null ? 'new' : 'started';
      items.push({ course: facts.course.title, url: this.links.url('open', recipient.recipientKey, recipient.linkVersion), state, dueAt: invitation.dueAt });
    }
    return items.length ? { fromName: vendor, to: { address: mail.to }, ...this.render.links({ language, vendor, items, timeZone: [...invitations.values()][0]?.timeZone }) } : undefined;
  }
}

const wish = (mail: QueuedMail): string | undefined => (typeof mail.data['language'] === 'string' ? mail.data['language'] : undefined);

async function inTurn<T, R>(all: readonly T[], make: (one: T) => Promise<R>): Promise<R[]> {
  const made: R[] = [];
  for (const one of all) made.push(await make(one));
  return made;
}
