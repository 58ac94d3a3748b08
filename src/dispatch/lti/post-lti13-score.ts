import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { outgoingRequestFailed } from '../../platform/failure';
import { OutgoingHttp } from '../../platform/http-client/outgoing-http';
import { randomSecret } from '../../platform/random-ids';
import { DestinationRepository } from '../destination.repository';
import type { Lti13Service } from './lti-result.entity';
import { LtiToolKeys } from './lti-tool-keys';
import { type Lti13Platform, platformOf, scoreScopeName, scoresUrl } from './lti13-platform.rules';
import type { Outcome } from './outcome.rules';

const mostBytes = 64 * 1024;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const limits = { idleTimeoutMs: 15_000, totalTimeoutMs: 30_000 };

/** Writes a score into a gradebook by Assignment and Grade Services 2.0. */
@Injectable()
export class PostLti13Score {
  /** Access tokens by destination, until shortly before their end. */
  private readonly tokens = new Map<string, { token: string; until: number }>();

  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly http: OutgoingHttp,
    private readonly keys: LtiToolKeys,
    private readonly clock: Clock,
  ) {}

  /** Failures: outgoing-address-refused, outgoing-request-failed. */
  async post({ lineItem, userId, destinationKey }: Lti13Service, grade: number, { completion, success }: Outcome): Promise<void> {
    const destination = await this.unit.run(() => this.destinations.ofKey(destinationKey));
    const platform = destination && platformOf(destination.lti13Data);
    if (!platform?.accessTokenUrl) return; // the platform was taken out of the destination, or takes no grades
    const isDone = completion === 'COMPLETED' || success !== 'UNKNOWN';
    const body = JSON.stringify({
      timestamp: new Date(this.clock.now()).toISOString(), userId, scoreGiven: Math.round(grade * 10_000) / 100, scoreMaximum: 100, activityProgress: isDone ? 'Completed' : 'InProgress', gradingProgress: isDone ? 'FullyGraded' : 'Pending',
    });
    const url = scoresUrl(lineItem);
    const headers = { authorization: `Bearer ${await this.accessToken(destinationKey, platform)}`, 'content-type': 'application/vnd.ims.lis.v1.score+json', 'content-length': String(Buffer.byteLength(body)) };
    const answer = await this.http.fetchAll({ method: 'POST', url, headers, body, ...limits }, mostBytes);
    if (answer.status === 401) this.tokens.delete(destinationKey);
    if (answer.status < 200 || answer.status > 299) throw outgoingRequestFailed(new URL(url).hostname, `it answered ${answer.status} to a score`);
  }

  /** OAuth 2.0 client credentials with a signed assertion (IMS Security Framework 1.0, 4.1.1). */
  private async accessToken(destinationKey: string, { clientId, accessTokenUrl = '' }: Lti13Platform): Promise<string> {
    const now = this.clock.now();
    const known = this.tokens.get(destinationKey);
    if (known && known.until > now) return known.token;
    const { keyId, privateKey } = await this.keys.run();
    const seconds = Math.floor(now / 1000);
    const assertion = await new SignJWT({}).setProtectedHeader({ alg: 'RS256', kid: keyId, typ: 'JWT' }).setIssuer(clientId).setSubject(clientId).setAudience(accessTokenUrl).setJti(randomSecret(18)).setIssuedAt(seconds).setExpirationTime(seconds + 300).sign(privateKey);
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_assertion_type: assertionType, client_assertion: assertion, scope: scoreScopeName }).toString();
    const answer = await this.http.fetchAll({ method: 'POST', url: accessTokenUrl, headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', 'content-length': String(Buffer.byteLength(body)) }, body, ...limits }, mostBytes);
    const { access_token: token, expires_in: life } = tokenIn(answer.body.toString('utf8'));
    if (answer.status !== 200 || !token) throw outgoingRequestFailed(new URL(accessTokenUrl).hostname, `it answered ${answer.status} to the request for an access token`);
    this.tokens.set(destinationKey, { token, until: now + Math.max(0, (life ?? 60) - 30) * 1000 });
    return token;
  }
}

function tokenIn(text: string): { access_token?: string; expires_in?: number } {
  try {
    return JSON.parse(text) as { access_token?: string; expires_in?: number };
  } catch {
    return {};
  }
}
