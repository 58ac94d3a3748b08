import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { FindCourseTitles } from '../../courses/find-course-titles';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { randomSecret } from '../../platform/random-ids';
import { SignedTokens } from '../../platform/signed-token';
import { DestinationRepository } from '../destination.repository';
import type { Dispatch } from '../dispatch.entity';
import { launchRefused } from '../dispatch.failures';
import { DispatchRepository } from '../dispatch.repository';
import { everything } from '../list-query.rules';
import { LtiToolKeys } from './lti-tool-keys';
import { Lti13Configuration } from './lti13-configuration';
import { type DeepLinking, deepLinkingAnswer, type Lti13Claims, platformOf } from './lti13-platform.rules';

interface Wish extends Pick<DeepLinking, 'returnUrl' | 'data' | 'takesLineItems'> {
  destination: string;
  deploymentId: string;
}
export interface DeepLinkOffer {
  destinationKey: string;
  /** Says what the platform asked; good for half an hour. */
  token: string;
  /** Sites of the platform, which may show the choice in a frame. */
  origins: string[];
  /** By title. */
  links: { dispatchKey: string; title: string }[];
}

const purpose = 'lti-1.3-deep-linking';
const seconds = 1800;
const mostLinks = 500;
const longest = 16_000;
const isWeb = (url: string) => /^https?:\/\//i.test(url) && URL.canParse(url) && url.length <= 4000;

/** Somebody who makes a course in a platform chooses a dispatch of its destination; the platform gets a link to it, signed (LTI Deep Linking 2.0). */
@Injectable()
export class OfferDeepLinks {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DispatchRepository,
    private readonly titles: FindCourseTitles,
    private readonly configuration: Lti13Configuration,
    private readonly keys: LtiToolKeys,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  /** What may be linked to: the dispatches of the destination that can be launched. Failures: launch-refused (bad-signature: the platform takes no such links). */
  run(destinationKey: string, { deepLinking, deploymentId }: Pick<Lti13Claims, 'deepLinking' | 'deploymentId'>): Promise<DeepLinkOffer> {
    if (!deepLinking?.takesLinks || !isWeb(deepLinking.returnUrl) || (deepLinking.data?.length ?? 0) > longest) throw launchRefused({ refusal: 'bad-signature' });
    const { returnUrl, data, takesLineItems } = deepLinking;
    const wish: Wish = { destination: destinationKey, deploymentId, returnUrl, takesLineItems, ...(data !== undefined && { data }) };
    return this.offer(wish, this.tokens.sign(purpose, wish, seconds));
  }

  /** The same choice once more. Failures: launch-refused (bad-signature). */
  again(destinationKey: string, token: string): Promise<DeepLinkOffer> {
    return this.offer(this.wish(destinationKey, token), token);
  }

  /** What the browser posts to the platform. Failures: launch-refused (bad-signature, not-found). */
  async choose(destinationKey: string, token: string, dispatchKey: string): Promise<{ returnUrl: string; jwt: string; title: string; origins: string[] }> {
    const wish = this.wish(destinationKey, token);
    const { platform, dispatch, title } = await this.unit.run(async () => {
      const destination = await this.destinations.ofKey(destinationKey);
      const found = await this.dispatches.ofDestination(destinationKey, dispatchKey);
      const known = destination && platformOf(destination.lti13Data);
      if (!found || !known) throw launchRefused({ refusal: 'not-found' });
      return { platform: known, dispatch: found, title: (await this.titles.byKey([found.courseKey])).get(found.courseKey)?.title ?? found.id };
    });
    const { keyId, privateKey } = await this.keys.run();
    const now = Math.floor(this.clock.now() / 1000);
    const claims = deepLinkingAnswer({ title, url: this.configuration.targetOf(dispatchKey), resourceId: dispatch.dispatchKey }, wish);
    const jwt = await new SignJWT({ ...claims, nonce: randomSecret(18), azp: platform.platformIssuerIdentifier })
      .setProtectedHeader({ alg: 'RS256', kid: keyId, typ: 'JWT' }).setIssuer(platform.clientId).setAudience(platform.platformIssuerIdentifier).setIssuedAt(now).setExpirationTime(now + 300).sign(privateKey);
    return { returnUrl: wish.returnUrl, jwt, title, origins: [new URL(wish.returnUrl).origin] };
  }

  private wish(destinationKey: string, token: string): Wish {
    const wish = this.tokens.verify<Wish>(purpose, token);
    if (typeof wish === 'string' || wish.destination !== destinationKey) throw launchRefused({ refusal: 'bad-signature' });
    return wish;
  }

  private offer({ destination: destinationKey, returnUrl }: Wish, token: string): Promise<DeepLinkOffer> {
    return this.unit.run(async () => {
      const destination = await this.destinations.ofKey(destinationKey);
      const platform = destination && platformOf(destination.lti13Data);
      if (!destination || !platform) throw launchRefused({ refusal: 'not-found' });
      const { applicationId } = destination;
      const keys = await this.dispatches.listKeys(applicationId, { ...everything, destinationKey }, undefined, undefined, mostLinks);
      const now = this.clock.now();
      const open = (await this.dispatches.findSomeByKey(applicationId, keys)).filter((one: Dispatch) => one.refusalAt(now) === undefined);
      const titles = await this.titles.byKey([...new Set(open.map(({ courseKey }) => courseKey))]);
      const links = open.map(({ dispatchKey, courseKey, id }) => ({ dispatchKey, title: titles.get(courseKey)?.title || id })).sort((a, b) => a.title.localeCompare(b.title));
      return { destinationKey, token, origins: [...new Set([returnUrl, platform.oidcAuthorizationEndpoint].map((url) => new URL(url).origin))], links };
    });
  }
}
