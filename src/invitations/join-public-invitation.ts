import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { invalidInput } from '../platform/failure';
import { MailQueue } from '../platform/mail/mail-queue';
import { newKey } from '../platform/random-ids';
import { SignedTokens } from '../platform/signed-token';
import type { Invitation } from './invitation.entity';
import { InvitationLimits } from './invitation-limits';
import { ReadInvitation } from './read-invitation';
import { checkedPerson } from './checked-person';
import { emailKeyOf } from './recipient-rows.rules';
import { type Newcomer, TakePublicSeat } from './take-public-seat';

export interface Joining extends Newcomer {
  /** Where the request comes from. */
  address: string;
}
/** What a code ticket says; the code itself only as a keyed hash. */
export interface CodeTicket {
  i: string;
  n: string;
  c: string;
  e: string;
  f: string;
  l: string;
}
const ticketLifeSeconds = 900;
export const codeHash = (tokens: SignedTokens, ticket: Pick<CodeTicket, 'i' | 'n' | 'e'>, code: string): string => tokens.hmac('invitation-code', `${ticket.i} ${ticket.n} ${ticket.e} ${code}`);

/** Lets somebody in by a public link: a newcomer takes a seat, a known address gets back to its registration. */
@Injectable()
export class JoinPublicInvitation {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly read: ReadInvitation,
    private readonly seats: TakePublicSeat,
    private readonly mails: MailQueue,
    private readonly tokens: SignedTokens,
    private readonly limits: InvitationLimits,
  ) {}

  /** A launch URL, or the ticket of a code that was mailed. Failures: invitation-link-unknown, invitation-refused, invalid-input, invitation-too-many. */
  async run(token: string, joining: Joining): Promise<{ launchUrl: string } | { ticket: string }> {
    const person = { ...checkedPerson(joining), lang: joining.lang };
    const invitation = await this.unit.run(() => this.read.publicByToken(token));
    this.limits.check('joins from an address', `${invitation.invitationKey} ${joining.address}`);
    if (invitation.allowedDomains?.length && !invitation.allowedDomains.some((domain) => emailKeyOf(person.email).endsWith(`@${domain}`)))
      throw invalidInput('email', `must be an address of ${invitation.allowedDomains.join(', ')}`);
    if (!invitation.asksCode) return this.seats.run(token, person);
    await this.seats.refuseClosed(invitation);
    this.limits.check('codes from an address', joining.address);
    return { ticket: await this.mailCode(invitation, person) };
  }

  /** The same answer whoever asks: more codes than a mailbox may get in an hour are silently not sent. */
  private async mailCode(invitation: Invitation, person: Newcomer): Promise<string> {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const claims = { i: invitation.invitationKey, n: newKey(), e: person.email, f: person.firstName, l: person.lastName };
    const { invitationKey, applicationId } = invitation;
    if (this.limits.admits('codes to a mailbox', emailKeyOf(person.email)))
      await this.unit.run(() => this.mails.add([{ applicationId, kind: 'invitation-code', subjectKey: invitationKey, to: person.email, data: { code, language: person.lang ?? invitation.locale } }]));
    return this.tokens.sign('invitation-code', { ...claims, c: codeHash(this.tokens, claims, code) } satisfies CodeTicket, ticketLifeSeconds);
  }
}
