import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SignedTokens } from '../platform/signed-token';
import { InvitationLimits } from './invitation-limits';
import { invitationCodeExpired, invitationCodeWrong, invitationTooMany } from './invitations.failures';
import { type CodeTicket, codeHash } from './join-public-invitation';
import { ReadInvitation } from './read-invitation';
import { TakePublicSeat } from './take-public-seat';
import { UnitOfWork } from '../platform/database/unit-of-work';

/** Lets somebody in who can read the mail to the address given: five tries for a code, a quarter of an hour. */
@Injectable()
export class ProveAddress {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly tokens: SignedTokens,
    private readonly limits: InvitationLimits,
    private readonly read: ReadInvitation,
    private readonly seats: TakePublicSeat,
  ) {}

  /** Failures: invitation-link-unknown, invitation-code-wrong, invitation-code-expired, invitation-too-many, invitation-refused. */
  async run(token: string, given: { ticket: string; code: string; lang?: string; address: string }): Promise<{ launchUrl: string }> {
    const invitation = await this.unit.run(() => this.read.publicByToken(token));
    const ticket = this.tokens.verify<CodeTicket>('invitation-code', given.ticket);
    if (ticket === 'expired' || ticket === 'invalid' || ticket.i !== invitation.invitationKey) throw invitationCodeExpired();
    if (!this.limits.admits('tries of a code', ticket.n)) throw invitationCodeExpired();
    const [wanted, got] = [ticket.c, codeHash(this.tokens, ticket, given.code.replace(/\D/g, ''))].map((text) => Buffer.from(text, 'hex'));
    if (!wanted || !got || wanted.length !== got.length || !timingSafeEqual(wanted, got)) {
      const left = this.limits.left('tries of a code', ticket.n);
      throw left > 0 ? invitationCodeWrong(left) : invitationTooMany(60);
    }
    return this.seats.run(token, { email: ticket.e, firstName: ticket.f, lastName: ticket.l, lang: given.lang });
  }
}
