import { createHmac } from 'node:crypto';

/** Secrets are written as `whsec_` and base64. */
export const writtenSecret = (bytes: Buffer): string => `whsec_${bytes.toString('base64')}`;

/** The headers of Standard Webhooks for exactly these bytes of a body, signed with every live secret. */
export function signatureHeaders(id: string, seconds: number, body: string, secrets: readonly string[]): Record<string, string> {
  const signed = secrets.map((secret) => `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${id}.${seconds}.${body}`).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signed.join(' ') };
}

/** The header of a webhook with a secret of its own: lower-case hexadecimal HMAC-SHA256 of the body alone. */
export const hookSignature = (body: string, secret: string | undefined): Record<string, string> => (secret === undefined ? {} : { 'x-signature': createHmac('sha256', secret).update(body).digest('hex') });
