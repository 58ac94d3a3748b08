import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const stepSeconds = 30;
const digits = 6;
/** Steps before and after the present one that are taken too, for clocks that go wrong. */
const drift = 1;

/** Base32 (RFC 4648) without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function bytesOf(text: string): Buffer {
  const bits = [...text].map((char) => alphabet.indexOf(char).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

export const newTotpSecret = (): string => base32(randomBytes(20));

/** The code of a step (RFC 6238 with SHA-1, 30 seconds, 6 digits, as all authenticators have it). */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

export const totpStepAt = (moment: number): number => Math.floor(moment / 1000 / stepSeconds);

/** The step whose code this is, near `moment`; nothing for a wrong code. */
export function stepOfCode(secret: string, code: string, moment: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const now = totpStepAt(moment);
  for (let step = Math.max(0, now - drift); step <= now + drift; step++) if (timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(code))) return step;
  return undefined;
}

/** What the picture for an authenticator says. */
export const totpAddress = (secret: string, email: string): string => `otpauth://totp/${encodeURIComponent(`Courseway:${email}`)}?secret=${secret}&issuer=Courseway&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`;
