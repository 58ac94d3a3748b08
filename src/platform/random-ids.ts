import { createHash, randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
let lastMoment = 0;

/** A 26-character primary key that sorts by time of making (10 characters of milliseconds, 16 of 80 random bits). */
export function newKey(): string {
  lastMoment = Math.max(lastMoment, Date.now());
  let head = '';
  for (let rest = lastMoment, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) head = (alphabet[rest % 32] ?? '') + head;
  let tail = '';
  for (const byte of randomBytes(16)) tail += alphabet[byte & 31];
  return head + tail;
}

/** An unguessable text of `bytes` random bytes in base64url. */
export const randomSecret = (bytes = 20): string => randomBytes(bytes).toString('base64url');

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
