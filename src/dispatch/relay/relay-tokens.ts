import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { SignedTokens } from '../../platform/signed-token';
import { relayGone } from '../dispatch.failures';

/** Whose relay a token is: one launch of one seat. No personal data, no key. */
export interface RelayClaims {
  /** Dispatch, seat and instance keys. */
  d: string;
  s: string;
  i: string;
  /** Epoch of the instance at this launch. */
  e: number;
  /** lesson_mode of the LMS. */
  m: string;
  /** Its timeline; absent in tokens of earlier days. */
  l?: string;
  /** When the launch was accepted, ms. */
  t: number;
}

const lifeSeconds = 15 * 60;
const renewAfterMs = 5 * 60_000;
const renewableMs = 12 * 3_600_000;

/** Bearer of one launch's relay: 15 minutes, renewed while in use for up to 12 hours (RELAY 1.3). */
@Injectable()
export class RelayTokens {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  sign(claims: RelayClaims): string {
    return this.tokens.sign('dispatch-relay', { ...claims, n: this.clock.now() }, lifeSeconds);
  }

  /** Failures: relay-gone, for an expired, altered or foreign token. `renewed` is given when it is time for a new one. */
  read(token: string, dispatchKey: string): { claims: RelayClaims; renewed?: string } {
    const found = this.tokens.verify<RelayClaims & { n: number }>('dispatch-relay', token);
    if (found === 'expired' || found === 'invalid') throw relayGone(found);
    const { d, s, i, e, m, l, t } = found;
    if (d !== dispatchKey) throw relayGone('invalid');
    const now = this.clock.now();
    const due = now - found.n >= renewAfterMs && now - t < renewableMs;
    const claims = { d, s, i, e, m, t, ...(l && { l }) };
    return { claims, ...(due ? { renewed: this.sign(claims) } : {}) };
  }
}
