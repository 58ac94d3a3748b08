import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The public key in a PEM or JWK text; nothing when there is none in it. A private key is none: it should not have been sent. */
export function readPublicKey(text: string): KeyObject | undefined {
  try {
    const trimmed = text.trim();
    if (!trimmed.startsWith('{')) return /^-----BEGIN (RSA )?PUBLIC KEY-----/.test(trimmed) ? createPublicKey(trimmed) : undefined;
    const jwk = JSON.parse(trimmed) as JsonWebKey;
    return jwk.kty === 'oct' || jwk.d !== undefined ? undefined : createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}
