import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { launchRefused } from '../dispatch.failures';
import { DispatchRepository } from '../dispatch.repository';
import { AcceptDispatchLaunch } from '../relay/accept-dispatch-launch';
import { LtiRepository } from './lti.repository';
import { Lti13Configuration } from './lti13-configuration';
import type { Lti13Claims } from './lti13-platform.rules';
import { type DeepLinkOffer, OfferDeepLinks } from './offer-deep-links';
import { Lti13Tickets } from './lti13-tickets';
import { VerifyLti13Launch } from './verify-lti13-launch';

export interface Lti13Launch {
  destinationKey: string;
  idToken: string;
  state: string;
  address: string;
  /** Of the browser; the platform's word comes first. */
  lang(locale: string | undefined): string;
}

const most = 4000;

/** Lets a learner in whom a platform vouches for by its id_token (LTI Core 1.3). Checks, registration and seat are those of every launch. */
@Injectable()
export class AcceptLti13Launch {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly verify: VerifyLti13Launch,
    private readonly dispatches: DispatchRepository,
    private readonly configuration: Lti13Configuration,
    private readonly accept: AcceptDispatchLaunch,
    private readonly lti: LtiRepository,
    private readonly tickets: Lti13Tickets,
    private readonly offers: OfferDeepLinks,
    private readonly clock: Clock,
  ) {}

  /** Where the browser goes next, or what may be linked to. Failures: launch-refused (bad-signature and those of every launch). */
  async run(launch: Lti13Launch): Promise<{ to: string } | { offer: DeepLinkOffer }> {
    const { claims, nonce } = await this.verify.run(launch.destinationKey, launch.idToken, launch.state);
    if (claims.messageType === 'LtiDeepLinkingRequest') return { offer: await this.offers.run(launch.destinationKey, claims) };
    const dispatchKey = this.configuration.dispatchAt(claims.target);
    const dispatch = dispatchKey ? await this.unit.run(() => this.dispatches.ofDestination(launch.destinationKey, dispatchKey)) : null;
    if (!dispatch) throw launchRefused({ refusal: 'not-found' });
    const accepted = await this.accept.run({
      dispatchKey: dispatch.dispatchKey, packageKey: '', launchId: `lti ${nonce}`, vouched: true, directTo: /^https?:\/\//i.test(claims.returnUrl) ? claims.returnUrl : '', learner: claims.learner,
      lms: { status: '', entry: '', mode: '', pointer: '' }, origins: [], address: launch.address, lang: launch.lang(claims.locale),
    });
    if (accepted.seat) await this.keepCell(launch.destinationKey, dispatch.dispatchKey, accepted.seat.instanceKey, claims);
    return { to: this.tickets.addressOf(dispatch.id, accepted.playUrl) };
  }

  private async keepCell(destinationKey: string, dispatchKey: string, instanceKey: string, { lineItem = '', learner }: Lti13Claims): Promise<void> {
    if (!URL.canParse(lineItem) || lineItem.length > most) return; // a platform that wants no grades
    const resultKey = createHash('sha256').update(`${instanceKey} ${lineItem} ${learner.id}`).digest('hex');
    await this.unit.run(() => this.lti.keep({ resultKey, instanceKey, dispatchKey, service: { version: '1.3', lineItem, userId: learner.id, destinationKey }, now: this.clock.now() }));
  }
}
