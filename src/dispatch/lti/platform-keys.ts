import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify, type JWTPayload } from 'jose';
import { Clock } from '../../platform/clock';
import { OutgoingHttp } from '../../platform/http-client/outgoing-http';
import type { Lti13Platform } from './lti13-platform.rules';

type KeySet = ReturnType<typeof createLocalJWKSet>;
interface Kept {
  keys: KeySet;
  until: number;
  /** When a token with an unknown key last made us look. */
  againAt: number;
}

const keptMs = 10 * 60_000;
/** A word with a key we do not know yet may make us look again, but not more often. */
const againMs = 10_000;
const mostBytes = 256 * 1024;
const mostKept = 1000;
const clockSeconds = 60;

/** Checks what a platform signed, with the keys it publishes. */
@Injectable()
export class PlatformKeys {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly http: OutgoingHttp,
    private readonly clock: Clock,
  ) {}

  /** The claims of an id_token; nothing for one that this platform did not sign for us just now. Failures: outgoing-address-refused, outgoing-request-failed (its keys cannot be had). */
  async verify(platform: Lti13Platform, token: string): Promise<JWTPayload | undefined> {
    const options = { issuer: platform.platformIssuerIdentifier, audience: platform.clientId, algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384'], clockTolerance: clockSeconds, maxTokenAge: '10m', currentDate: new Date(this.clock.now()), requiredClaims: ['exp', 'iat', 'sub', 'nonce'] };
    const check = async (keys: KeySet) => (await jwtVerify(token, keys, options)).payload;
    try {
      return await check(await this.keysAt(platform.jsonWebKeySetUrl, false)).catch(async (error: { code?: string }) => {
        if (error.code !== 'ERR_JWKS_NO_MATCHING_KEY') throw error;
        return check(await this.keysAt(platform.jsonWebKeySetUrl, true)); // it may have changed its keys
      });
    } catch (error) {
      if (/^ERR_(JW|JOSE)/.test((error as { code?: string }).code ?? '')) return undefined;
      throw error;
    }
  }

  private async keysAt(url: string, again: boolean): Promise<KeySet> {
    const now = this.clock.now();
    const known = this.kept.get(url);
    if (known && known.until > now && (!again || now - known.againAt < againMs)) return known.keys;
    const answer = await this.http.fetchAll({ url, idleTimeoutMs: 10_000, totalTimeoutMs: 15_000, redirects: 2 }, mostBytes);
    const keys = createLocalJWKSet(setIn(answer.body.toString('utf8')));
    if (this.kept.size >= mostKept) this.kept.clear();
    this.kept.set(url, { keys, until: now + keptMs, againAt: again ? now : Number.NEGATIVE_INFINITY });
    return keys;
  }
}

function setIn(text: string): JSONWebKeySet {
  try {
    const set = JSON.parse(text) as JSONWebKeySet;
    return Array.isArray(set.keys) ? set : { keys: [] };
  } catch {
    return { keys: [] };
  }
}
