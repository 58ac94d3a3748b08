import { Injectable } from '@nestjs/common';
import { SignedTokens } from '../platform/signed-token';
import { scopeUnknown, tokenExpiryInvalid } from './applications.failures';
import { readScopes } from './scopes.rules';
import { type VerifiedCredential, VerifyCredential } from './verify-credential';

export interface TokenCaller extends VerifiedCredential {
  scopes: readonly string[];
}
interface Payload {
  a: string;
  c: string;
  s: string[];
}

const purpose = (secretHash: string) => `access-token:${secretHash}`;

/** Bearer tokens: signed over the secret that asked for them, not stored, valid until expiry while that secret is. */
@Injectable()
export class IssueAccessToken {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly credentials: VerifyCredential,
  ) {}

  /** @param lifeSeconds 60 to 43200. Failures: scope-unknown, token-expiry-invalid. */
  run(caller: VerifiedCredential, scope: string, lifeSeconds: number): string {
    if (!Number.isInteger(lifeSeconds) || lifeSeconds < 60 || lifeSeconds > 43_200) throw tokenExpiryInvalid();
    const read = readScopes(scope);
    if ('unknown' in read) throw scopeUnknown(read.unknown);
    const token = this.tokens.sign(purpose(caller.secretHash), { a: caller.applicationId, c: caller.credentialId, s: read.scopes } satisfies Payload, lifeSeconds);
    return `${Buffer.from(JSON.stringify([caller.applicationId, caller.credentialId])).toString('base64url')}.${token}`;
  }

  /** Who a bearer token speaks for; `undefined` for one that is altered, expired or of a secret no longer enabled. */
  async callerOf(token: string): Promise<TokenCaller | undefined> {
    const at = token.indexOf('.');
    const [applicationId, credentialId] = this.issuer(token.slice(0, at));
    if (!applicationId || !credentialId) return undefined;
    const credential = await this.credentials.byId(applicationId, credentialId);
    if (!credential) return undefined;
    const payload = this.tokens.verify<Payload>(purpose(credential.secretHash), token.slice(at + 1));
    if (payload === 'expired' || payload === 'invalid') return undefined;
    return payload.a === applicationId && payload.c === credentialId ? { ...credential, scopes: payload.s } : undefined;
  }

  private issuer(text: string): [string?, string?] {
    try {
      const pair: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
      return Array.isArray(pair) ? [String(pair[0]), String(pair[1])] : [];
    } catch {
      return [];
    }
  }
}
