import { Injectable } from '@nestjs/common';
import { SignedTokens } from '../platform/signed-token';
import { fileTokenInvalid } from './courses.failures';

/** Addresses of course files carry a signed, expiring token of the version in their path. */
@Injectable()
export class IssueFileToken {
  constructor(private readonly tokens: SignedTokens) {}

  run(versionKey: string, lifeSeconds: number): string {
    return this.tokens.sign('content', { v: versionKey }, lifeSeconds);
  }

  /** The version a token opens. Failures: file-token-invalid. */
  versionOf(token: string): string {
    const claims = this.tokens.verify<{ v: string }>('content', token);
    if (claims === 'expired' || claims === 'invalid') throw fileTokenInvalid();
    return claims.v;
  }
}
