import { Injectable } from '@nestjs/common';
import { SignedTokens } from '../platform/signed-token';
import { sessionExpired, sessionInvalid } from './runtime.failures';
import type { RollUpRules } from './scorm/roll-up-choice.rules';
import type { SessionMode } from './session.entity';

/** What a session token says; it stands in the path of the player, so it holds no personal data. */
export interface SessionClaims {
  /** Application, registration, instance, version and session keys. */
  a: string;
  r: string;
  i: string;
  v: string;
  s: string;
  /** Epoch of the instance. */
  e: number;
  m: SessionMode;
  /** 1 when the session is tracked. */
  t: 0 | 1;
  /** In the address of commits: how they roll up, so that a commit need not look the settings up. */
  u?: RollUpRules;
}

export const sessionSeconds = 12 * 3600;

/** Bearer of one session, 12 hours, bound to registration, instance and epoch. */
@Injectable()
export class SessionTokens {
  constructor(private readonly tokens: SignedTokens) {}

  sign(claims: SessionClaims): string {
    return this.tokens.sign('session', claims, sessionSeconds);
  }

  /** Failures: session-expired, session-invalid. */
  read(token: string): SessionClaims {
    const claims = this.tokens.verify<SessionClaims>('session', token);
    if (claims === 'expired') throw sessionExpired();
    if (claims === 'invalid') throw sessionInvalid();
    return claims;
  }
}
