import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { randomSecret } from '../../platform/random-ids';
import { SignedTokens } from '../../platform/signed-token';
import { DestinationRepository } from '../destination.repository';
import { launchRefused } from '../dispatch.failures';
import { Lti13Configuration } from './lti13-configuration';
import { platformOf } from './lti13-platform.rules';

export interface LoginState {
  destination: string;
  nonceHash: string;
}

const stateSeconds = 600;
export const stateToken = 'lti-1.3-state';
export const nonceHashOf = (nonce: string) => createHash('sha256').update(`lti-1.3 ${nonce}`).digest('hex');

/** Sends a learner back to their platform to be vouched for (OpenID Connect login initiated by a third party; IMS Security Framework 1.0, 5.1.1). */
@Injectable()
export class BeginLti13Login {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly configuration: Lti13Configuration,
    private readonly tokens: SignedTokens,
  ) {}

  /** The platform's address. Failures: launch-refused (not-found, bad-signature). */
  async run(destinationKey: string, asked: Readonly<Record<string, string | undefined>>): Promise<string> {
    const destination = await this.unit.run(() => this.destinations.ofKey(destinationKey));
    const platform = destination && platformOf(destination.lti13Data);
    if (!platform) throw launchRefused({ refusal: 'not-found' });
    const isThis = asked['iss'] === platform.platformIssuerIdentifier && (asked['client_id'] ?? platform.clientId) === platform.clientId;
    if (!isThis || !asked['login_hint']) throw launchRefused({ refusal: 'bad-signature' });
    const nonce = randomSecret(24);
    const state: LoginState = { destination: destinationKey, nonceHash: nonceHashOf(nonce) };
    const to = new URL(platform.oidcAuthorizationEndpoint);
    const parameters = {
      scope: 'openid', response_type: 'id_token', response_mode: 'form_post', prompt: 'none', client_id: platform.clientId, redirect_uri: this.configuration.redirectUri(destinationKey),
      login_hint: asked['login_hint'], ...(asked['lti_message_hint'] && { lti_message_hint: asked['lti_message_hint'] }), state: this.tokens.sign(stateToken, state, stateSeconds), nonce,
    };
    for (const [name, value] of Object.entries(parameters)) to.searchParams.set(name, value);
    return to.href;
  }
}
