import { Injectable } from '@nestjs/common';
import { type JWTPayload, jwtVerify, type JWTVerifyOptions } from 'jose';
import { Clock } from '../platform/clock';
import { isBadToken, PublishedKeys } from '../platform/http-client/published-keys';
import type { ApiKey } from './api-key.entity';
import { externalTokenRefused, issuerNotTrusted } from './applications.failures';
import { IssuerSecrets } from './issuer-secrets';
import { readPublicKey } from './read-public-key';

/** Whom an external system vouches for. */
export interface ExternalUser {
  id: string;
  firstName?: string;
  lastName?: string;
  email?: string;
}

const publicAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const clockSeconds = 60;
const longest = 255;

const textOf = (claim: unknown) => (typeof claim === 'string' && claim && !claim.includes('\0') ? claim.slice(0, longest) : undefined);

/** Checks the token of an external system against the issuer that an API key trusts: signature, issuer, audience, times, and who it is. */
@Injectable()
export class VerifyExternalToken {
  constructor(
    private readonly published: PublishedKeys,
    private readonly secrets: IssuerSecrets,
    private readonly clock: Clock,
  ) {}

  /** Failures: issuer-not-trusted, external-token-refused, outgoing-address-refused, outgoing-request-failed (the keys of the issuer cannot be had). */
  async run(key: ApiKey, token: string): Promise<ExternalUser> {
    if (!key.trustedIssuer) throw issuerNotTrusted();
    const claims = await this.claimsOf(key, token);
    const id = claims?.sub;
    if (!claims) throw externalTokenRefused('is not a token that the trusted issuer signed for this server and that is valid now');
    if (!id || id.length > longest || id !== id.trim() || id.includes('\0')) throw externalTokenRefused('must name the user in sub, in 1 to 255 characters');
    return { id, firstName: textOf(claims['given_name']), lastName: textOf(claims['family_name']) ?? textOf(claims['name']), email: textOf(claims['email']) };
  }

  private async claimsOf({ keyId, trustedIssuer, sealedSecret }: ApiKey, token: string): Promise<JWTPayload | undefined> {
    const { issuer, audience, jwksUri, publicKey } = trustedIssuer ?? { issuer: '' };
    const options = { issuer, ...(audience !== undefined && { audience }), clockTolerance: clockSeconds, requiredClaims: ['exp', 'sub'] };
    if (jwksUri !== undefined) return this.published.verify(jwksUri, token, { ...options, algorithms: publicAlgorithms });
    const [known, secret] = [publicKey === undefined ? undefined : readPublicKey(publicKey), this.secrets.open(keyId, sealedSecret)];
    if (known) return this.checked(token, known, { ...options, algorithms: publicAlgorithms });
    return secret === undefined ? undefined : this.checked(token, new TextEncoder().encode(secret), { ...options, algorithms: ['HS256'] });
  }

  private async checked(token: string, key: Parameters<typeof jwtVerify>[1], options: JWTVerifyOptions): Promise<JWTPayload | undefined> {
    try {
      return (await jwtVerify(token, key as Uint8Array, { ...options, currentDate: new Date(this.clock.now()) })).payload;
    } catch (error) {
      if (isBadToken(error) || error instanceof TypeError) return undefined; // TypeError: a key of another kind than the algorithm in the token
      throw error;
    }
  }
}
