import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const cost = { N: 8192, r: 8, p: 2 };
const derive = (secret: string, salt: Buffer) =>
  new Promise<Buffer>((resolve, reject) => scrypt(secret, salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key))));

/** `scrypt$<salt>$<key>`: slow to guess, so that a chosen secret is safe in a stolen database too. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64url')}$${(await derive(secret, salt)).toString('base64url')}`;
}

/** Compares in constant time. */
export async function secretMatches(secret: string, hash: string): Promise<boolean> {
  const [kind, salt = '', key = ''] = hash.split('$');
  if (kind !== 'scrypt') return false;
  const wanted = Buffer.from(key, 'base64url');
  const given = await derive(secret, Buffer.from(salt, 'base64url'));
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
