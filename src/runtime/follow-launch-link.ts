import { Injectable } from '@nestjs/common';
import { SignedTokens } from '../platform/signed-token';
import type { LaunchClaims } from './issue-launch-link';
import { type OpenedSession, OpenSession } from './open-session';
import { launchLinkExpired, launchLinkInvalid } from './runtime.failures';

/** Turns a launch link into a session. */
@Injectable()
export class FollowLaunchLink {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly open: OpenSession,
  ) {}

  /** What the link says, changing nothing. Failures: launch-link-expired, launch-link-invalid. */
  read(token: string): LaunchClaims {
    const claims = this.tokens.verify<LaunchClaims>('launch', token);
    if (claims === 'expired') throw launchLinkExpired();
    if (claims === 'invalid') throw launchLinkInvalid();
    return claims;
  }

  /** Failures: launch-link-expired, launch-link-invalid, session-gone. */
  async run(token: string): Promise<OpenedSession> {
    const c = this.read(token);
    return this.open.run({
      applicationId: c.a, registrationKey: c.r, instanceKey: c.i, versionKey: c.v, mode: 'direct', linkId: c.n, redirectUrl: c.x, tracking: c.t === 1, startActivityId: c.c, lang: c.l,
    });
  }
}
