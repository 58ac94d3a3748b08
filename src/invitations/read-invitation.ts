import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindRegistrations } from '../registrations/find-registrations';
import { DescribeInvitation, type InvitationView } from './describe-invitation';
import type { Invitation } from './invitation.entity';
import { InvitationLinks } from './invitation-links';
import { InvitationRepository } from './invitation.repository';
import { joinRefusal, recipientRefusal } from './invitation-state.rules';
import { invitationLinkUnknown } from './invitations.failures';
import type { Recipient } from './recipient.entity';
import { RecipientRepository } from './recipient.repository';

export interface RecipientView extends InvitationView {
  name: string;
  state: 'new' | 'started' | 'completed';
}
export interface PublicView extends InvitationView {
  asksCode: boolean;
}

/** What the page behind a link shows. Reading changes nothing, whoever reads (FEATURES B1). */
@Injectable()
export class ReadInvitation {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly links: InvitationLinks,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly registrations: FindRegistrations,
    private readonly describe: DescribeInvitation,
    private readonly clock: Clock,
  ) {}

  /** The page of one recipient. Failures: invitation-link-unknown. */
  recipient(token: string): Promise<RecipientView> {
    return this.unit.run(async () => {
      const { recipient, invitation } = await this.byToken(token);
      return this.viewOf(recipient, invitation);
    });
  }

  /** The page of a public invitation. Failures: invitation-link-unknown. */
  public(token: string): Promise<PublicView> {
    return this.unit.run(async () => {
      const invitation = await this.publicByToken(token);
      const full = invitation.registrationCap > 0 && invitation.registrationCount >= invitation.registrationCap;
      return { ...(await this.describe.run(invitation)), asksCode: invitation.asksCode, refusal: joinRefusal(invitation, this.clock.now()) ?? (full ? 'full' : undefined) };
    });
  }

  /** Inside a unit of work. Failures: invitation-link-unknown. */
  async byToken(token: string, locked = false): Promise<{ recipient: Recipient; invitation: Invitation }> {
    const hash = this.links.hashOf(token);
    const recipient = await (locked ? this.recipients.lockedOfLink(hash) : this.recipients.ofLink(hash));
    const invitation = recipient && (await this.invitations.find(recipient.applicationId, recipient.invitationKey));
    if (!recipient || !invitation) throw invitationLinkUnknown();
    return { recipient, invitation };
  }

  /** Inside a unit of work. Failures: invitation-link-unknown. */
  async publicByToken(token: string): Promise<Invitation> {
    const invitation = await this.invitations.ofLink(this.links.hashOf(token));
    if (!invitation) throw invitationLinkUnknown();
    return invitation;
  }

  /** Inside a unit of work. */
  async viewOf(recipient: Recipient, invitation: Invitation): Promise<RecipientView> {
    const key = recipient.registrationKey;
    const registration = key === null ? undefined : (await this.registrations.byKey(recipient.applicationId, [key])).get(key);
    const state = registration?.completion === 'COMPLETED' ? 'completed' : recipient.startedAt === null ? 'new' : 'started';
    const name = [recipient.firstName, recipient.lastName].filter(Boolean).join(' ');
    return { ...(await this.describe.run(invitation, recipient)), name, state, refusal: recipientRefusal(invitation, recipient, this.clock.now()) };
  }
}
