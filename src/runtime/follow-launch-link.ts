import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Failure } from '../platform/failure';
import { Metrics } from '../platform/metrics/metrics';
import { SignedTokens } from '../platform/signed-token';
import type { LaunchClaims } from './issue-launch-link';
import { OpenPreview } from './open-preview';
import { type OpenedSession, OpenSession } from './open-session';
import { RestartRegistration } from './restart-registration';
import { launchLinkExpired, launchLinkInvalid } from './runtime.failures';

/** Turns a launch link into a session. */
@Injectable()
export class FollowLaunchLink {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly tokens: SignedTokens,
    private readonly open: OpenSession,
    private readonly preview: OpenPreview,
    private readonly restart: RestartRegistration,
    private readonly metrics: Metrics,
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
    try {
      const opened = await this.follow(token);
      this.metrics.launches.inc({ way: 'launch-link', outcome: 'accepted' });
      return opened;
    } catch (error) {
      this.metrics.launches.inc({ way: 'launch-link', outcome: error instanceof Failure ? error.code : 'fault' });
      throw error;
    }
  }

  private async follow(token: string): Promise<OpenedSession> {
    const c = this.read(token);
    if (c.r === '') return this.preview.run({ applicationId: c.a, versionKey: c.v, mode: 'preview', linkId: c.n, redirectUrl: c.x, startActivityId: c.c, lang: c.l });
    return this.unit.run(async () => {
      const { instanceKey, versionKey } = c.t === 1 ? await this.restart.run(c) : { instanceKey: c.i, versionKey: c.v };
      return this.open.run({
        applicationId: c.a, registrationKey: c.r, instanceKey, versionKey, mode: 'direct', linkId: c.n, redirectUrl: c.x, tracking: c.t === 1, startActivityId: c.c, lang: c.l, launchValues: c.p,
      });
    });
  }
}
