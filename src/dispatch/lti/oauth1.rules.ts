import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A request as OAuth 1.0 signs it (RFC 5849, 3.4). */
export interface SignedRequest {
  method: string;
  /** With its query; a fragment does not count. */
  url: string;
  /** Of the body or the Authorization header, `oauth_signature` among them or not. */
  parameters: readonly (readonly [name: string, value: string])[];
}

/** RFC 5849, 3.6: everything but unreserved characters, in upper case. */
export const percentEncoded = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const digests: Readonly<Record<string, string>> = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' };


const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The text that is signed: method, address without default port and query, and all parameters in order. */
function baseString({ method, url, parameters }: SignedRequest): string {
  const { origin, pathname, searchParams } = new URL(url);
  const pairs = [...searchParams, ...parameters].filter(([name]) => name !== 'oauth_signature' && name !== 'realm').map(([name, value]) => [percentEncoded(name), percentEncoded(value)] as const);
  const listed = pairs.sort((a, b) => byText(a[0], b[0]) || byText(a[1], b[1])).map(([name, value]) => `${name}=${value}`).join('&');
  return [method.toUpperCase(), `${origin}${pathname}`, listed].map(percentEncoded).join('&');
}

/** The signature in base64 under the consumer's secret; there is no token's secret in LTI. */
function signatureOf(request: SignedRequest, secret: string, signatureMethod = 'HMAC-SHA1'): string {
  return createHmac(digests[signatureMethod] ?? 'sha1', `${percentEncoded(secret)}&`).update(baseString(request)).digest('base64');
}

/** Whether the request was signed with `secret`; takes the same time for every wrong signature. */
export function isSigned(request: SignedRequest, secret: string): boolean {
  const of = (name: string) => request.parameters.find(([known]) => known === name)?.[1] ?? '';
  if (!Object.hasOwn(digests, of('oauth_signature_method'))) return false;
  const [given, wanted] = [Buffer.from(of('oauth_signature')), Buffer.from(signatureOf(request, secret, of('oauth_signature_method')))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** The Authorization header of a request with a body that is no form (OAuth Request Body Hash 1.0), as the outcomes of LTI 1.1 want it. */
export function authorizationFor(request: { url: string; body: string }, key: string, secret: string, at: { seconds: number; nonce: string }): string {
  const oauth: [string, string][] = [
    ['oauth_consumer_key', key], ['oauth_nonce', at.nonce], ['oauth_signature_method', 'HMAC-SHA1'], ['oauth_timestamp', String(at.seconds)], ['oauth_version', '1.0'],
    ['oauth_body_hash', createHash('sha1').update(request.body).digest('base64')],
  ];
  const signature = signatureOf({ method: 'POST', url: request.url, parameters: oauth }, secret);
  return `OAuth ${[...oauth, ['oauth_signature', signature] as const].map(([name, value]) => `${name}="${percentEncoded(value)}"`).join(', ')}`;
}
