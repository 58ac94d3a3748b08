import { Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import { PublishedKeys } from '../../platform/http-client/published-keys';
import type { Lti13Platform } from './lti13-platform.rules';

const clockSeconds = 60;

/** Checks what a platform signed, with the keys it publishes. */
@Injectable()
export class PlatformKeys {
  constructor(private readonly published: PublishedKeys) {}

  /** The claims of an id_token; nothing for one that this platform did not sign for us just now. Failures: outgoing-address-refused, outgoing-request-failed (its keys cannot be had). */
  verify({ platformIssuerIdentifier, clientId, jsonWebKeySetUrl }: Lti13Platform, token: string): Promise<JWTPayload | undefined> {
    return this.published.verify(jsonWebKeySetUrl, token, {
      issuer: platformIssuerIdentifier, audience: clientId, algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384'], clockTolerance: clockSeconds, maxTokenAge: '10m', requiredClaims: ['exp', 'iat', 'sub', 'nonce'],
    });
  }
}
