import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SignedTokens } from '../../platform/signed-token';

type Purpose = 'aicc-session' | 'cmi5-fetch' | 'lrs-access';
const keyLength = 26;
const macLength = 32;

/** What content shows when it reports: the key of its launch and 128 bits that only this server can make. Nothing of it is stored. */
@Injectable()
export class UnitSecrets {
  constructor(private readonly tokens: SignedTokens) {}

  of(purpose: Purpose, launchKey: string): string {
    return launchKey + this.tokens.hmac(purpose, launchKey).slice(0, macLength);
  }

  /** User name and password of the content for the store of statements, as an Authorization header wants them. */
  basic(launchKey: string): string {
    return Buffer.from(`unit:${this.of('lrs-access', launchKey)}`).toString('base64');
  }

  /** The key of the launch, when the secret is one of ours for this purpose. */
  read(purpose: Purpose, secret: string): string | undefined {
    if (!/^[0-9a-z]{58}$/.test(secret)) return undefined;
    const launchKey = secret.slice(0, keyLength);
    return timingSafeEqual(Buffer.from(secret), Buffer.from(this.of(purpose, launchKey))) ? launchKey : undefined;
  }
}
