import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { Clock } from '../clock';
import { OutgoingHttp } from './outgoing-http';

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

/** Whether a fault says that a token is not what it should be, and no more. */
export const isBadToken = (fault: unknown): boolean => /^ERR_(JW|JOSE)/.test((fault as { code?: string }).code ?? '');

/** Checks what other servers signed, with the keys they publish. */
@Injectable()
export class PublishedKeys {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly http: OutgoingHttp,
    private readonly clock: Clock,
  ) {}

  /** The claims of a token; nothing for one that is not signed by a key at `url`, or not as `options` say. Failures: outgoing-address-refused, outgoing-request-failed (the keys cannot be had). */
  async verify(url: string, token: string, options: Omit<JWTVerifyOptions, 'currentDate'>): Promise<JWTPayload | undefined> {
    const check = async (keys: KeySet) => (await jwtVerify(token, keys, { ...options, currentDate: new Date(this.clock.now()) })).payload;
    try {
      return await check(await this.keysAt(url, false)).catch(async (error: { code?: string }) => {
        if (error.code !== 'ERR_JWKS_NO_MATCHING_KEY') throw error;
        return check(await this.keysAt(url, true)); // it may have changed its keys
      });
    } catch (error) {
      if (isBadToken(error)) return undefined;
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
