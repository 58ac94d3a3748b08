import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Failure } from '../../platform/failure';
import { OutgoingHttp } from '../../platform/http-client/outgoing-http';
import { randomSecret, sha256Hex } from '../../platform/random-ids';
import { SignedTokens } from '../../platform/signed-token';
import { DestinationRepository } from '../destination.repository';
import { destinationUnknown, ltiRegistrationRefused } from '../dispatch.failures';
import { LtiRepository } from './lti.repository';
import { Lti13Configuration } from './lti13-configuration';
import type { Lti13Platform } from './lti13-platform.rules';
import { type OpenIdConfiguration, readOpenIdConfiguration, readRegistration, registrationOf } from './lti13-registration.rules';

interface Invitation {
  destination: string;
  once: string;
}

const purpose = 'lti-1.3-registration';
const days = 7;
const mostBytes = 256 * 1024;
const limits = { idleTimeoutMs: 10_000, totalTimeoutMs: 20_000 };

/** A platform and this server make each other known, without values being copied by hand (LTI Dynamic Registration 1.0). */
@Injectable()
export class RegisterLti13Tool {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly configuration: Lti13Configuration,
    private readonly http: OutgoingHttp,
    private readonly lti: LtiRepository,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  /** The address that the administrator of the platform enters there. It works once, for seven days. Failures: destination-unknown. */
  invite(applicationId: string, destinationId: string): Promise<{ url: string; expiresAt: number }> {
    return this.unit.run(async () => {
      const destination = await this.destinations.find(applicationId, destinationId);
      if (!destination) throw destinationUnknown(destinationId);
      const invitation: Invitation = { destination: destination.destinationKey, once: randomSecret(18) };
      const token = this.tokens.sign(purpose, invitation, days * 86_400);
      return { url: `${this.config.publicUrl}/lti/1.3/register/${token}`, expiresAt: this.clock.now() + days * 86_400_000 };
    });
  }

  /** The destination that an invitation is for. Failures: lti-registration-refused. */
  async read(token: string): Promise<{ destinationKey: string; name: string }> {
    const { destination } = this.invitation(token);
    const found = await this.unit.run(() => this.destinations.ofKey(destination));
    if (!found) throw ltiRegistrationRefused('the destination of this invitation does not exist any more');
    return { destinationKey: found.destinationKey, name: found.name };
  }

  /** Fetches what the platform says of itself, registers there, and keeps the result in the destination. Failures: lti-registration-refused, outgoing-address-refused, outgoing-request-failed. */
  async run(token: string, platform: { openIdConfiguration: string; registrationToken: string }): Promise<{ issuer: string }> {
    const { once } = this.invitation(token);
    const { destinationKey, name } = await this.read(token);
    const used = sha256Hex(`${purpose} ${once}`);
    const isNew = await this.unit.run(() => this.lti.useNonce(used, this.clock.now() + days * 86_400_000));
    if (!isNew) throw ltiRegistrationRefused('this invitation was used before; ask for a new one');
    try {
      const found = await this.describe(platform.openIdConfiguration);
      const client = await this.register(found, destinationKey, name, platform.registrationToken);
      await this.keep(destinationKey, found, client);
      return { issuer: found.issuer };
    } catch (fault) {
      await this.unit.run(() => this.lti.freeNonce(used)); // it may be tried again
      throw fault;
    }
  }

  private keep(destinationKey: string, found: OpenIdConfiguration, client: { clientId: string; deploymentId: string }): Promise<void> {
    const lti13Data: Lti13Platform = {
      ...client, platformIssuerIdentifier: found.issuer, oidcAuthorizationEndpoint: found.authorization_endpoint, jsonWebKeySetUrl: found.jwks_uri, ...(found.token_endpoint && { accessTokenUrl: found.token_endpoint }),
    };
    return this.unit.run(() => this.destinations.change(destinationKey, { lti13Data: { ...lti13Data }, updatedAt: this.clock.now() }));
  }

  private invitation(token: string): Invitation {
    const invitation = this.tokens.verify<Invitation>(purpose, token);
    if (invitation === 'expired') throw ltiRegistrationRefused('this invitation has expired; ask for a new one');
    if (invitation === 'invalid') throw ltiRegistrationRefused('this is no invitation of this server; enter the address exactly as it was given to you');
    return invitation;
  }

  private async describe(url: string): Promise<OpenIdConfiguration> {
    if (!URL.canParse(url)) throw ltiRegistrationRefused('the platform did not say where its description is (openid_configuration)');
    const answer = await this.http.fetchAll({ url, headers: { accept: 'application/json' }, ...limits }, mostBytes);
    const found = answer.status === 200 ? readOpenIdConfiguration(answer.body.toString('utf8'), url) : `the platform answered ${answer.status} instead of its description`;
    if (typeof found === 'string') throw ltiRegistrationRefused(found);
    return found;
  }

  private async register(platform: OpenIdConfiguration, destinationKey: string, name: string, registrationToken: string): Promise<{ clientId: string; deploymentId: string }> {
    const { publicUrl } = this.config;
    const tool = registrationOf({
      name: `Courseway – ${name}`, login: this.configuration.loginUri(destinationKey), redirect: this.configuration.redirectUri(destinationKey), keys: this.configuration.keysUri, host: new URL(publicUrl).host, target: publicUrl,
    });
    const body = JSON.stringify(tool);
    const headers = { 'content-type': 'application/json', accept: 'application/json', 'content-length': String(Buffer.byteLength(body)), ...(registrationToken && { authorization: `Bearer ${registrationToken.replace(/[^\x21-\x7e]/g, '')}` }) };
    const answer = await this.http.fetchAll({ method: 'POST', url: platform.registration_endpoint, headers, body, ...limits }, mostBytes);
    const client = answer.status === 200 || answer.status === 201 ? readRegistration(answer.body.toString('utf8')) : undefined;
    if (!client) throw ltiRegistrationRefused(`the platform answered ${answer.status} to the registration`);
    return client;
  }
}

/** What a page may say of a registration that failed. */
export const registrationFault = (fault: unknown): string | undefined =>
  fault instanceof Failure && (fault.code === 'lti-registration-refused' || fault.code.startsWith('outgoing-') || fault.code === 'invalid-input') ? fault.publicMessage : undefined;
