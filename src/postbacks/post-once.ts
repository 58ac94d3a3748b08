import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Failure } from '../platform/failure';
import { OutgoingHttp, type OutgoingResponse } from '../platform/http-client/outgoing-http';
import { inSpan, traceHeaders } from '../platform/tracing/tracing';
import { type PostbackTarget, shownAddress } from './postback-target.rules';
import { readRetryAfter } from './retry-schedule.rules';
import { hookSignature, signatureHeaders } from './sign-postback.rules';

export interface Message {
  /** The webhook-id. */
  id: string;
  body: string;
  content: 'json' | 'xml';
  /** 0: none. */
  sequence: number;
}
export interface Attempt {
  at: number;
  milliseconds: number;
  address: string;
  status?: number;
  /** Why it failed; absent for an answer of 200 to 299. */
  error?: string;
  answer?: string;
  retryAfterMs?: number;
}

const timeLimitMs = 20_000;
/** An answer has said all we need with its status; so long we wait for its first words. */
const wordsMs = 2_000;
const wordsBytes = 2_000;
const shownCharacters = 500;

/** One POST to a receiver, without following redirects; what comes back is cut short, without the passwords and secrets that were sent. */
@Injectable()
export class PostOnce {
  constructor(
    private readonly outgoing: OutgoingHttp,
    private readonly clock: Clock,
  ) {}

  run(target: PostbackTarget, message: Message, secrets: readonly string[]): Promise<Attempt> {
    return inSpan('postback', { kind: 'producer' }, () => this.post(target, message, secrets));
  }

  private async post(target: PostbackTarget, message: Message, secrets: readonly string[]): Promise<Attempt> {
    const at = this.clock.now();
    const started = performance.now();
    const { body, headers } = requestOf(target, message);
    const signed = { ...signatureHeaders(message.id, Math.floor(at / 1000), body, secrets), ...hookSignature(body, target.hookSecret) };
    const made = () => ({ at, milliseconds: Math.round(performance.now() - started), address: shownAddress(target.url) });
    try {
      const response = await this.outgoing.request({
        method: 'POST', url: target.url, body, keepsOpen: true, idleTimeoutMs: timeLimitMs, totalTimeoutMs: timeLimitMs, headers: { ...headers, ...signed, ...traceHeaders(), ...(message.sequence && { 'courseway-sequence': String(message.sequence) }) },
      });
      const answer = cut(withoutSecrets(await firstWords(response.body), target, headers['authorization'], secrets));
      const { status } = response;
      const error = problemOf(status, response.headers.location);
      const retryAfterMs = status === 429 || status === 503 ? readRetryAfter(response.headers['retry-after'], this.clock.now()) : undefined;
      return { ...made(), status, ...(answer && { answer }), ...(error && { error }), ...(retryAfterMs !== undefined && { retryAfterMs }) };
    } catch (error) {
      const why = error instanceof Failure ? error.publicMessage : 'The request could not be made';
      return { ...made(), error: why.slice(0, shownCharacters) };
    }
  }
}

function requestOf(target: PostbackTarget, { body, content }: Message): { body: string; headers: Record<string, string> } {
  const { userName, password } = target;
  if (target.authType === 'form') {
    const user = target.legacy ? 'username' : 'userName';
    const fields = new URLSearchParams({ ...(userName && { [user]: userName }), ...(password && { password }), data: body });
    return { body: fields.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' } };
  }
  const authorization: Record<string, string> = userName || password ? { authorization: `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}` } : {};
  return { body, headers: { 'content-type': `${content === 'xml' ? 'text/xml' : 'application/json'}; charset=UTF-8`, ...authorization } };
}

function problemOf(status: number, location: string | undefined): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return `The receiver redirects${location ? ` to ${URL.canParse(location) ? shownAddress(location) : 'another address'}` : ''}; redirects are not followed: use that address (perhaps it is the https one)`.slice(0, shownCharacters);
  if (status === 410) return 'The receiver answered 410: it wants no more of this';
  return `The receiver answered ${status}`;
}

/** The beginning of a body, which may be endless or slow. */
async function firstWords(body: OutgoingResponse['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const late = setTimeout(() => body.destroy(), wordsMs);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, wordsBytes - size));
      size += chunk.length;
      if (size >= wordsBytes) break;
    }
  } catch {
    // it broke off: what came is enough
  } finally {
    clearTimeout(late);
    body.destroy();
  }
  return Buffer.concat(chunks).toString('utf8').replaceAll('\0', '');
}

const cut = (text: string) => text.slice(0, shownCharacters).replace(/[\ud800-\udbff]$/, '');

/** In whatever spelling an echo has them. */
function withoutSecrets(answer: string, { password, hookSecret }: PostbackTarget, authorization: string | undefined, secrets: readonly string[]): string {
  const hidden = [password, hookSecret, authorization?.replace(/^Basic /, ''), ...secrets].flatMap((one) => (one ? [one, encodeURIComponent(one), String(new URLSearchParams({ '': one })).slice(1), JSON.stringify(one).slice(1, -1)] : []));
  return hidden.reduce((text, one) => text.replaceAll(one, '***'), answer);
}
