import { Injectable } from '@nestjs/common';
import { MoreTokens, type Page, pageSize } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindRegistrations, type RegistrationRow } from '../registrations/find-registrations';
import { InvitationLinks } from './invitation-links';
import { InvitationRepository } from './invitation.repository';
import { invitationUnknown } from './invitations.failures';
import type { Recipient } from './recipient.entity';
import { type RecipientQuery, RecipientRepository } from './recipient.repository';

export type { RecipientQuery } from './recipient.repository';

export interface FoundRecipient {
  recipient: Recipient;
  url: string;
  /** Only when asked for. */
  registration?: RegistrationRow;
}

/** Lists the people of an invitation, with the results of their registrations when asked for; at most four statements. */
@Injectable()
export class FindRecipients {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly registrations: FindRegistrations,
    private readonly links: InvitationLinks,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** A `more` token brings its own query back; the total is for a first page only. Failures: invitation-unknown. */
  list(
    applicationId: string, invitation: { id: string; isPublic: boolean }, query: RecipientQuery, options: { more?: string; withTotal: boolean; withReport: boolean; size?: number },
  ): Promise<Page<FoundRecipient> & { total?: number }> {
    const name = `recipients ${invitation.id}`;
    const position = options.more === undefined ? undefined : this.moreTokens.read<RecipientQuery & { withReport?: boolean }>(name, options.more);
    const asked = position?.query ?? { ...query, withReport: options.withReport };
    const size = options.size ?? pageSize;
    return this.unit.run(async () => {
      const found = await this.invitations.find(applicationId, invitation.id);
      if (!found || found.isPublic !== invitation.isPublic) throw invitationUnknown(invitation.id);
      const rows = await this.recipients.list(applicationId, invitation.id, asked, position?.after, size);
      const keys = asked.withReport ? rows.flatMap((row) => row.registrationKey ?? []) : [];
      const registrations = await this.registrations.byKey(applicationId, keys);
      const views = rows.map((recipient) => ({ recipient, url: this.links.url('open', recipient.recipientKey, recipient.linkVersion), registration: registrations.get(recipient.registrationKey ?? '') }));
      const total = options.withTotal && !position ? { total: await this.recipients.count(applicationId, invitation.id, asked) } : {};
      return { ...this.moreTokens.page(name, asked, views, ({ recipient }) => [asked.orderBy === 'created' ? recipient.createdAt : recipient.updatedAt, recipient.recipientKey], size), ...total };
    });
  }
}
