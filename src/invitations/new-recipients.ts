import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { newOrderedKey } from '../platform/random-ids';
import type { Invitation } from './invitation.entity';
import { InvitationLinks } from './invitation-links';
import { Recipient, type RecipientState } from './recipient.entity';
import { emailKeyOf, type RecipientRow } from './recipient-rows.rules';

/** Makes the row of a recipient with a link of its own, before anything happened to it. */
@Injectable()
export class NewRecipients {
  constructor(
    private readonly links: InvitationLinks,
    private readonly clock: Clock,
  ) {}

  now(): number {
    return this.clock.now();
  }

  of(invitation: Pick<Invitation, 'applicationId' | 'invitationKey' | 'courseKey'>, rowNumber: number, row: RecipientRow, state: RecipientState): Recipient {
    const recipientKey = newOrderedKey();
    const now = this.clock.now();
    return Object.assign(new Recipient(), {
      recipientKey, applicationId: invitation.applicationId, invitationKey: invitation.invitationKey, courseKey: invitation.courseKey, rowNumber, email: row.email, emailKey: emailKeyOf(row.email),
      firstName: row.firstName ?? null, lastName: row.lastName ?? null, locale: row.locale ?? null, fields: row.fields ?? null, state, error: null, linkVersion: 1,
      linkHash: this.links.hash('open', recipientKey), registrationKey: null, registrationId: null, revokedAt: null, startedAt: null, mailedAt: null, remindersSent: 0, nextReminderAt: null,
      createdAt: now, updatedAt: now,
    });
  }
}
