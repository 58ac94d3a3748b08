import { createHash, randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
let lastMoment = 0;

function digits(value: number, count: number): string {
  let text = '';
  for (let rest = value, i = 0; i < count; i++, rest = Math.floor(rest / 32)) text = (alphabet[rest % 32] ?? '') + text;
  return text;
}

let pool = Buffer.alloc(0);
let used = 0;

/** From a pool, because each call into the system's random source costs more than the bytes. */
function randomDigits(count: number): string {
  if (used + count > pool.length) {
    pool = randomBytes(4096);
    used = 0;
  }
  let text = '';
  for (const byte of pool.subarray(used, used + count)) text += alphabet[byte & 31];
  used += count;
  return text;
}

/** A 26-character primary key that sorts by time of making (10 characters of milliseconds, 16 of 80 random bits). */
export function newKey(): string {
  lastMoment = Math.max(lastMoment, Date.now());
  return digits(lastMoment, 10) + randomDigits(16);
}

/** The moment at which a key was made. */
export function momentOfKey(key: string): number {
  let moment = 0;
  for (const character of key.slice(0, 10)) moment = moment * 32 + Math.max(0, alphabet.indexOf(character));
  return moment;
}

let lastOrderedMoment = 0;
let made = 0;

/** A key like those of newKey; what this process makes within a millisecond sorts in the order of making too. */
export function newOrderedKey(): string {
  const moment = Math.max(lastOrderedMoment, Date.now());
  made = moment === lastOrderedMoment ? made + 1 : 0;
  lastOrderedMoment = moment;
  return digits(moment, 10) + digits(made, 4) + randomDigits(12);
}

/** An unguessable text of `bytes` random bytes in base64url. */
export const randomSecret = (bytes = 20): string => randomBytes(bytes).toString('base64url');

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
