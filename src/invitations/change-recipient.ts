import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { isUniqueViolation } from '../platform/database/unique-violation';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { invalidInput } from '../platform/failure';
import { MailQueue } from '../platform/mail/mail-queue';
import { mailTo } from './fill-invitation';
import { InvitationLinks } from './invitation-links';
import { recipientUnknown } from './invitations.failures';
import type { Recipient } from './recipient.entity';
import { emailKeyOf, rowFault, trimmedRow } from './recipient-rows.rules';
import { RecipientRepository } from './recipient.repository';

/** What is absent stays as it is. */
export interface RecipientChange {
  /** A new address gets a new link and the invitation's mail; the link mailed before ends. */
  email?: string;
  firstName?: string;
  lastName?: string;
  locale?: string;
  /** The link ends, or works again. */
  revoked?: boolean;
}

/** Mends one person of an invitation: address, names, revoked or restored, mailed again. */
@Injectable()
export class ChangeRecipient {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly recipients: RecipientRepository,
    private readonly links: InvitationLinks,
    private readonly mails: MailQueue,
    private readonly clock: Clock,
  ) {}

  /** Failures: recipient-unknown, invalid-input. */
  run(applicationId: string, invitationKey: string, recipientKey: string, { revoked, ...change }: RecipientChange): Promise<void> {
    return this.unit.run(async () => {
      const recipient = await this.find(applicationId, invitationKey, recipientKey);
      const fields = { ...this.fieldsOf(recipient, change), ...(revoked === undefined ? {} : this.revocation(recipient, revoked)) };
      const moved = fields.linkVersion !== undefined;
      await this.recipients.change(recipientKey, fields).catch((error: unknown) => {
        throw isUniqueViolation(error) ? invalidInput('email', 'is the address of another recipient of this invitation') : error;
      });
      Object.assign(recipient, fields);
      if (revoked || moved) await this.mails.cancelOf(applicationId, [recipientKey]);
      if (moved && recipient.revokedAt === null) await this.queue(recipient);
    });
  }

  private fieldsOf(recipient: Recipient, change: Omit<RecipientChange, 'revoked'>): Partial<Recipient> {
    const row = trimmedRow({ email: recipient.email, ...change });
    const fault = rowFault(row);
    if (fault) throw invalidInput(change.email === undefined ? '' : 'email', fault);
    const fields: Partial<Recipient> = { email: row.email, emailKey: emailKeyOf(row.email), updatedAt: this.clock.now() };
    for (const name of ['firstName', 'lastName', 'locale'] as const) if (change[name] !== undefined) fields[name] = row[name] ?? null;
    if (fields.emailKey === recipient.emailKey) return fields;
    const linkVersion = recipient.linkVersion + 1;
    return { ...fields, linkVersion, linkHash: this.links.hash('open', recipient.recipientKey, linkVersion) };
  }

  private revocation(recipient: Recipient, revoked: boolean): Partial<Recipient> {
    return revoked ? { revokedAt: recipient.revokedAt ?? this.clock.now(), nextReminderAt: null } : { revokedAt: null };
  }

  /** Mails the invitation again, with the same link. A mail that still waits is not doubled. Failures: recipient-unknown, invalid-input. */
  resend(applicationId: string, invitationKey: string, recipientKey: string): Promise<void> {
    return this.unit.run(async () => {
      const recipient = await this.find(applicationId, invitationKey, recipientKey);
      if (recipient.revokedAt !== null) throw invalidInput('', 'This recipient is revoked; restore them before mailing again');
      await this.queue(recipient);
    });
  }

  private async queue(recipient: Recipient): Promise<void> {
    if (recipient.state !== 'joined') await this.recipients.change(recipient.recipientKey, { state: 'queued', error: null, updatedAt: this.clock.now() });
    await this.mails.add([mailTo(recipient)]);
  }

  private async find(applicationId: string, invitationKey: string, recipientKey: string): Promise<Recipient> {
    const found = await this.recipients.find(applicationId, invitationKey, recipientKey);
    if (!found) throw recipientUnknown(recipientKey);
    return found;
  }
}
