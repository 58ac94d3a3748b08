import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config';
import { SignedTokens } from '../../platform/signed-token';
import { launchRefused } from '../dispatch.failures';

interface Ticket {
  dispatch: string;
  playUrl: string;
}

const purpose = 'lti-1.3-launch';
const seconds = 60;

/** The last step of a launch by LTI 1.3: from an address that names the dispatch on to the player. */
@Injectable()
export class Lti13Tickets {
  constructor(
    private readonly config: Config,
    private readonly tokens: SignedTokens,
  ) {}

  /** Good for a minute; it holds nothing of the learner. */
  addressOf(dispatchId: string, playUrl: string): string {
    const ticket: Ticket = { dispatch: dispatchId, playUrl };
    return `${this.config.publicUrl}/api/v2/dispatch/dispatches/${encodeURIComponent(dispatchId)}/launches?externalConfig=&jwt=${this.tokens.sign(purpose, ticket, seconds)}`;
  }

  /** The address of the player. Failures: launch-refused (bad-signature). */
  redeem(dispatchId: string, token: string): string {
    const ticket = this.tokens.verify<Ticket>(purpose, token);
    if (typeof ticket === 'string' || ticket.dispatch !== dispatchId) throw launchRefused({ refusal: 'bad-signature' });
    return ticket.playUrl;
  }
}
