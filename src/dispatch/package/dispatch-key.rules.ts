import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const shape = /^[A-Za-z0-9_-]{27}$/;

/** A new package key: 160 random bits in base64url, one per download, so that one leaked zip can be revoked alone (RELAY 1.2). */
export const mintPackageKey = (): string => randomBytes(20).toString('base64url');

/** What is stored of a package key, or of a registration proof. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Whether a text can be a package key at all; anything else is not looked up. */
export const isPackageKey = (text: string): boolean => shape.test(text);

/** Whether `secret` is the one of which `hash` was stored; takes the same time for every wrong secret. */
export function matchesHash(secret: string, hash: string): boolean {
  const given = Buffer.from(hashSecret(secret), 'hex');
  const stored = Buffer.from(hash, 'hex');
  return given.length === stored.length && timingSafeEqual(given, stored);
}
