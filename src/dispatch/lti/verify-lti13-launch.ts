import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Failure } from '../../platform/failure';
import { SignedTokens } from '../../platform/signed-token';
import { DestinationRepository } from '../destination.repository';
import { launchRefused } from '../dispatch.failures';
import { type LoginState, nonceHashOf, stateToken } from './begin-lti13-login';
import { LtiRepository } from './lti.repository';
import { type Lti13Claims, type Lti13Platform, platformOf, readClaims } from './lti13-platform.rules';
import { PlatformKeys } from './platform-keys';

const nonceMs = 15 * 60_000;
const messages = ['LtiResourceLinkRequest', 'LtiDeepLinkingRequest'];

/** A platform that registered by itself may not have said of which deployment; then the first launch says so. */
const isFrom = ({ deploymentId }: Lti13Platform, claims: Lti13Claims) => claims.deploymentId !== '' && (deploymentId === '' || claims.deploymentId === deploymentId);

/** Whether a platform vouches for a learner here and now: its signature, our state, a nonce that is used once, and the claims of a resource link or of deep linking (IMS Security Framework 1.0, 5.1.3; LTI Core 1.3, 5.3). */
@Injectable()
export class VerifyLti13Launch {
  private readonly log = new Logger(VerifyLti13Launch.name);

  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly platforms: PlatformKeys,
    private readonly lti: LtiRepository,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  /** Failures: launch-refused (bad-signature, not-found, maintenance). */
  async run(destinationKey: string, idToken: string, state: string): Promise<{ claims: Lti13Claims; nonce: string }> {
    const refuse = () => launchRefused({ refusal: 'bad-signature' });
    const known = this.tokens.verify<LoginState>(stateToken, state);
    if (typeof known === 'string' || known.destination !== destinationKey) throw refuse();
    const destination = await this.unit.run(() => this.destinations.ofKey(destinationKey));
    const platform = destination && platformOf(destination.lti13Data);
    if (!platform) throw launchRefused({ refusal: 'not-found' });
    const payload = await this.platforms.verify(platform, idToken).catch((error: unknown) => this.unreachable(error));
    const nonce = String(payload?.['nonce'] ?? '');
    if (!payload || nonceHashOf(nonce) !== known.nonceHash || (payload['azp'] !== undefined && payload['azp'] !== platform.clientId)) throw refuse();
    const claims = readClaims(payload);
    if (!isFrom(platform, claims) || claims.version !== '1.3.0' || !messages.includes(claims.messageType)) throw refuse();
    const now = this.clock.now();
    const isNew = await this.unit.run(async () => {
      await this.lti.forgetNonces(now);
      if (!platform.deploymentId) await this.destinations.change(destinationKey, { lti13Data: { ...platform, deploymentId: claims.deploymentId } });
      return this.lti.useNonce(known.nonceHash, now + nonceMs);
    });
    if (!isNew) throw refuse();
    return { claims, nonce };
  }

  /** Without its keys nothing of a platform can be believed; the operator's log says why. */
  private unreachable(error: unknown): never {
    if (!(error instanceof Failure)) throw error;
    this.log.warn(`the keys of a learning platform cannot be had: ${error.publicMessage}`);
    throw launchRefused({ refusal: 'maintenance' });
  }
}
