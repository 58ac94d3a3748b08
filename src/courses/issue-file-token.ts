import { Injectable } from '@nestjs/common';
import { SignedTokens } from '../platform/signed-token';
import { fileTokenInvalid } from './courses.failures';

interface Claims {
  v: string;
  /** Absent for the version as it was imported. */
  r?: number;
}

/** Addresses of course files carry a signed, expiring token of the version and the revision of its files in their path. */
@Injectable()
export class IssueFileToken {
  constructor(private readonly tokens: SignedTokens) {}

  run(versionKey: string, lifeSeconds: number, revision = 0): string {
    return this.tokens.sign('content', { v: versionKey, ...(revision && { r: revision }) } satisfies Claims, lifeSeconds);
  }

  /** What a token opens. Failures: file-token-invalid. */
  read(token: string): { versionKey: string; revision: number } {
    const claims = this.tokens.verify<Claims>('content', token);
    if (claims === 'expired' || claims === 'invalid') throw fileTokenInvalid();
    return { versionKey: claims.v, revision: claims.r ?? 0 };
  }
}
