import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { MailSuppressions } from '../platform/mail/mail-suppressions';
import { DescribeInvitation } from './describe-invitation';
import { InvitationLinks } from './invitation-links';
import { InvitationRepository } from './invitation.repository';
import { invitationLinkUnknown } from './invitations.failures';
import type { Recipient } from './recipient.entity';
import { RecipientRepository } from './recipient.repository';

/** Ends the reminders to one address from one vendor; the invitation itself stays good. */
@Injectable()
export class StopReminders {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly links: InvitationLinks,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly describe: DescribeInvitation,
    private readonly suppressions: MailSuppressions,
    private readonly clock: Clock,
  ) {}

  /** Failures: invitation-link-unknown. */
  read(token: string): Promise<{ vendor: string; course: string; locale: string | null }> {
    return this.unit.run(async () => {
      const recipient = await this.find(token);
      const invitation = await this.invitations.find(recipient.applicationId, recipient.invitationKey);
      if (!invitation) throw invitationLinkUnknown();
      const { vendor, course, locale } = await this.describe.run(invitation, recipient);
      return { vendor, course, locale };
    });
  }

  /** Safe to repeat. Failures: invitation-link-unknown. */
  run(token: string): Promise<void> {
    return this.unit.run(async () => {
      const recipient = await this.find(token);
      await this.suppressions.add(recipient.applicationId, recipient.email, 'reminders', 'asked for by the recipient');
      await this.recipients.change(recipient.recipientKey, { nextReminderAt: null, updatedAt: this.clock.now() });
    });
  }

  private async find(token: string): Promise<Recipient> {
    const key = this.links.recipientToStop(token);
    const recipient = key && (await this.recipients.byKey(key));
    if (!recipient) throw invitationLinkUnknown();
    return recipient;
  }
}
