import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { randomSecret } from '../../platform/random-ids';
import { SignedTokens } from '../../platform/signed-token';
import { relayGone } from '../dispatch.failures';
import { hashSecret } from '../package/dispatch-key.rules';
import { SeatRepository } from '../seats/seat.repository';

const lifeSeconds = 60;

interface TicketClaims {
  d: string;
  /** The seat, when the launch is tracked. */
  s?: string;
  n: string;
  /** The welcome, sealed: a used ticket may stay in a browser's history. */
  w: string;
}

/** Carries a welcome into a popup: a ticket in the fragment of its URL, good once and for 60 seconds (RELAY 1.10). */
@Injectable()
export class PopupTickets {
  private readonly used = new Set<string>();

  constructor(
    private readonly unit: UnitOfWork,
    private readonly tokens: SignedTokens,
    private readonly seats: SeatRepository,
  ) {}

  /** A newer ticket of a seat ends the older one. */
  async issue<W extends object>(dispatchKey: string, seatKey: string | undefined, welcome: W): Promise<string> {
    const claims: TicketClaims = { d: dispatchKey, s: seatKey, n: randomSecret(16), w: this.seal(JSON.stringify(welcome)) };
    if (seatKey) await this.unit.run(() => this.seats.setTicket(seatKey, hashSecret(claims.n)));
    return this.tokens.sign('dispatch-ticket', claims, lifeSeconds);
  }

  /** The welcome inside. Failures: relay-gone, for one that is used, expired, altered or of another dispatch. */
  async redeem<W extends object>(dispatchKey: string, ticket: string): Promise<W> {
    const claims = this.tokens.verify<TicketClaims>('dispatch-ticket', ticket);
    if (claims === 'expired' || claims === 'invalid') throw relayGone(claims);
    const { d, s, n, w } = claims;
    if (d !== dispatchKey) throw relayGone('invalid');
    if (!(s ? await this.unit.run(() => this.seats.useTicket(s, hashSecret(n))) : this.useHere(n))) throw relayGone('expired');
    return JSON.parse(this.unseal(w)) as W;
  }

  /** An untracked launch stores nothing, so its ticket is known to this node only. */
  private useHere(nonce: string): boolean {
    if (this.used.has(nonce)) return false;
    if (this.used.size > 100_000) this.used.clear();
    this.used.add(nonce);
    return true;
  }

  private sealKey(): Buffer {
    return Buffer.from(this.tokens.hmac('dispatch-ticket-seal', 'v1'), 'hex');
  }

  private seal(text: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.sealKey(), iv);
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  private unseal(sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.sealKey(), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
  }
}
