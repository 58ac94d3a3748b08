import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from './clock';
import { Config } from './config/config';

/** Tokens that carry their own content: base64url(JSON).base64url(HMAC-SHA256), bound to one purpose and an end. */
@Injectable()
export class SignedTokens {
  private readonly keys = new Map<string, Buffer>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** @param lifeSeconds seconds until `verify` answers 'expired' */
  sign(purpose: string, payload: object, lifeSeconds: number): string {
    const body = Buffer.from(JSON.stringify({ ...payload, exp: Math.floor(this.clock.now() / 1000) + lifeSeconds })).toString('base64url');
    return `${body}.${this.mac(purpose, body).toString('base64url')}`;
  }

  /** The payload, or why it is none. A token of another purpose is 'invalid'. */
  verify<T extends object>(purpose: string, token: string): T | 'expired' | 'invalid' {
    const [body, mac, more] = token.split('.');
    if (!body || !mac || more !== undefined) return 'invalid';
    const given = Buffer.from(mac); // compared as it is written: base64url of other spellings is no token of ours
    const wanted = Buffer.from(this.mac(purpose, body).toString('base64url'));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'invalid';
    const payload = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as T & { exp: number };
    return payload.exp * 1000 <= this.clock.now() ? 'expired' : payload;
  }

  /** A keyed hash in hexadecimal of `text` for `purpose`. */
  hmac(purpose: string, text: string): string {
    return this.mac(`hash:${purpose}`, text).toString('hex');
  }

  private mac(purpose: string, text: string): Buffer {
    let key = this.keys.get(purpose);
    if (!key) {
      if (this.keys.size > 1000) this.keys.clear();
      key = createHmac('sha256', this.config.secretKey).update(`courseway:${purpose}`).digest();
      this.keys.set(purpose, key);
    }
    return createHmac('sha256', key).update(text).digest();
  }
}
