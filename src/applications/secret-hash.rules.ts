import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const cost = { N: 8192, r: 8, p: 2 };
const derive = (secret: string, salt: Buffer) =>
  new Promise<Buffer>((resolve, reject) => scrypt(secret, salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key))));

/** `scrypt$<salt>$<key>`: slow to guess, so that a chosen secret is safe in a stolen database too. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64url')}$${(await derive(secret, salt)).toString('base64url')}`;
}

const digest = (secret: string) => createHash('sha256').update(secret).digest('base64url');

/** `sha256$<digest>`, for secrets of at least 128 random bits only: nobody guesses those, so a slow hash would cost without protecting. */
export const hashGeneratedSecret = (secret: string): string => `sha256$${digest(secret)}`;

const equal = (wanted: Buffer, given: Buffer) => wanted.length === given.length && timingSafeEqual(wanted, given);

/** Compares in constant time. */
export async function secretMatches(secret: string, hash: string): Promise<boolean> {
  const [kind, first = '', key = ''] = hash.split('$');
  if (kind === 'sha256') return equal(Buffer.from(first), Buffer.from(digest(secret)));
  if (kind !== 'scrypt') return false;
  return equal(Buffer.from(key, 'base64url'), await derive(secret, Buffer.from(first, 'base64url')));
}
