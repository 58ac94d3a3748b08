import { createHash } from 'node:crypto';
import { createWriteStream, openAsBlob } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '../../platform/clock';
import { Pace } from './pace';
import { pauseAfter } from './retry.rules';

export interface ServerAddress {
  /** As faults name it. */
  name: 'source' | 'target';
  /** Ends with `/api/v2`. */
  base: string;
  applicationId: string;
  secret: string;
  perSecond: number;
  firstPauseMs: number;
}

/** A request that was refused, or got no answer (status 0) however often it was tried. */
export class ApiFault extends Error {
  constructor(
    readonly status: number,
    where: string,
    readonly reason: string,
  ) {
    super(`${where}: ${status || 'no answer'}${reason ? `, ${reason}` : ''}`);
  }
}

interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: object | FormData;
  /** Of a POST, so that one whose answer got lost is not done twice. */
  key?: readonly unknown[];
  timeoutMs?: number;
}

const answerMs = 60_000;
const mostRedirects = 5;
const fewTries = 4;
const said = z.object({ message: z.string().optional(), error: z.string().optional() });
const page = z.looseObject({ more: z.string().nullish() });

/** The segments of a path, each with its own characters. */
export const pathOf = (...segments: (string | number)[]): string => segments.map((one) => `/${encodeURIComponent(one)}`).join('');

/** What a refusal says, in one short line. */
function reasonOf(text: string): string {
  try {
    const { message, error } = said.parse(JSON.parse(text));
    return (message ?? error ?? '').slice(0, 500);
  } catch {
    return text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 200);
  }
}

async function refusalOf(where: string, answer: Response) {
  const text = await answer.text().catch(() => '');
  const reason = answer.status < 400 ? `a redirect to ${answer.headers.get('location')?.split('?')[0] ?? 'nowhere'}, which is not followed` : reasonOf(text);
  return { fault: new ApiFault(answer.status, where, reason), retryAfter: answer.headers.get('retry-after') };
}

const whyNot = (fault: unknown): string => {
  const { message, cause } = fault as { message?: string; cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || message || String(fault);
};

/** The v2 API of one server, for one application. Everything is tried again while that can help; a body is never held in memory. */
export class ServerApi {
  private readonly pace: Pace;
  private readonly authorization: string;

  constructor(
    private readonly of: ServerAddress,
    private readonly clock: Clock,
  ) {
    this.pace = new Pace(of.perSecond, clock);
    this.authorization = `Basic ${Buffer.from(`${of.applicationId}:${of.secret}`).toString('base64')}`;
  }

  /** Failures: ApiFault. */
  async get<T extends z.ZodType>(shape: T, path: string): Promise<z.output<T>> {
    return this.read(shape, path, await this.answer({ method: 'GET', path }));
  }

  /** Whether anybody is there who lets us in: a wrong address is to be told soon. Failures: ApiFault. */
  async greet(): Promise<void> {
    const path = '/ping';
    await this.read(z.looseObject({}), path, await this.trying(`GET ${path}`, () => this.asked({ method: 'GET', path }), fewTries));
  }

  /** The same, and nothing where it is not there. */
  async find<T extends z.ZodType>(shape: T, path: string): Promise<z.output<T> | undefined> {
    try {
      return await this.get(shape, path);
    } catch (fault) {
      if (fault instanceof ApiFault && fault.status === 404) return undefined;
      throw fault;
    }
  }

  async send(request: Request): Promise<void> {
    await (await this.answer(request)).arrayBuffer();
  }

  async sendFor<T extends z.ZodType>(shape: T, request: Request): Promise<z.output<T>> {
    return this.read(shape, request.path, await this.answer(request));
  }

  /** The pages of a list, with the total where the server tells it. */
  async *pages<T extends z.ZodType>(field: string, shape: T, path: string): AsyncGenerator<{ items: z.output<T>[]; total: number | undefined }> {
    let [at, total]: [string, number | undefined] = [path, undefined];
    for (const seen = new Set<string>(); ; ) {
      const answer = await this.answer({ method: 'GET', path: at });
      total ??= Number(answer.headers.get('x-total-count') ?? Number.NaN) || undefined;
      const read = await this.read(page, at, answer);
      yield { items: this.checked(z.array(shape), at, read[field] ?? []), total };
      if (!read.more) return;
      if (seen.has(read.more)) throw new ApiFault(0, `${this.of.name}: GET ${path}`, 'the list leads back to a page that was read');
      seen.add(read.more);
      at = `${path.split('?')[0]}?more=${encodeURIComponent(read.more)}`;
    }
  }

  async all<T extends z.ZodType>(field: string, shape: T, path: string): Promise<z.output<T>[]> {
    const items: z.output<T>[] = [];
    for await (const one of this.pages(field, shape, path)) items.push(...one.items);
    return items;
  }

  /** Streams what is at `path` into a file, which stands under its name only when it is whole. */
  async download(path: string, file: string, arrived: (bytes: number) => void): Promise<void> {
    await this.trying(`GET ${path}`, async () => {
      const answer = await this.asked({ method: 'GET', path, timeoutMs: 0 });
      if (!answer.ok || !answer.body) return answer;
      const stream = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
      stream.on('data', (piece: Buffer) => arrived(piece.length));
      await pipeline(stream, createWriteStream(`${file}.part`, { mode: 0o600 }));
      await rename(`${file}.part`, file);
      return answer;
    });
  }

  /** Sends a file from the disk as the field `file` of a form, with what the answer says. */
  async upload<T extends z.ZodType>(shape: T, { path, file, key }: { path: string; file: string; key: readonly unknown[] }): Promise<z.output<T>> {
    const body = new FormData();
    body.append('file', await openAsBlob(file, { type: 'application/zip' }), 'course.zip');
    return this.sendFor(shape, { method: 'POST', path, body, key, timeoutMs: 0 });
  }

  private answer(request: Request): Promise<Response> {
    return this.trying(`${request.method} ${request.path}`, () => this.asked(request));
  }

  /** Failures: ApiFault with the last answer. */
  private async trying(what: string, ask: () => Promise<Response>, most?: number): Promise<Response> {
    const where = `${this.of.name}: ${what}`;
    for (let attempt = 1; ; attempt++) {
      await this.pace.turn();
      const answer = await ask().catch((fault: unknown) => new ApiFault(0, where, whyNot(fault)));
      if (answer instanceof Response && answer.ok) return answer;
      const { fault, retryAfter } = answer instanceof Response ? await refusalOf(where, answer) : { fault: answer, retryAfter: null };
      const pause = pauseAfter({ status: fault.status, retryAfter, attempt, ...(most && { most }) }, this.of.firstPauseMs, this.clock.now());
      if (pause === undefined) throw fault;
      if (retryAfter) this.pace.rest(pause);
      else await sleep(pause * (0.8 + Math.random() * 0.4));
    }
  }

  /** One try. A GET follows redirects, and gives its credentials to nobody but this server. */
  private async asked({ method, path, body, key, timeoutMs = answerMs }: Request): Promise<Response> {
    const json = body !== undefined && !(body instanceof FormData);
    const headers = { authorization: this.authorization, accept: 'application/json', ...(json && { 'content-type': 'application/json' }), ...(key && { 'idempotency-key': keyOf(key) }) };
    const init = { method, redirect: 'manual', ...(timeoutMs && { signal: AbortSignal.timeout(timeoutMs) }) } satisfies RequestInit;
    let url = new URL(`${this.of.base}${path}`);
    let answer = await fetch(url, { ...init, headers, ...(body && { body: json ? JSON.stringify(body) : (body as FormData) }) });
    for (let hop = 0; method === 'GET' && hop < mostRedirects && isRedirect(answer); hop++) {
      await answer.body?.cancel();
      const next = new URL(answer.headers.get('location') ?? '', url);
      if (url.protocol === 'https:' && next.protocol !== 'https:') throw new Error(`it leads from https to ${next.protocol}//${next.host}`);
      const isOwn = next.origin === new URL(this.of.base).origin;
      url = next;
      answer = await fetch(url, { ...init, ...(isOwn && { headers }) });
    }
    return answer;
  }

  private async read<T extends z.ZodType>(shape: T, path: string, answer: Response): Promise<z.output<T>> {
    const text = await answer.text();
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new ApiFault(answer.status, `${this.of.name}: ${path}`, `no JSON; is ${this.of.base} the address of a v2 API?`);
    }
    return this.checked(shape, path, value);
  }

  private checked<T extends z.ZodType>(shape: T, path: string, value: unknown): z.output<T> {
    const read = shape.safeParse(value);
    if (read.success) return read.data;
    const [fault] = read.error.issues;
    throw new ApiFault(200, `${this.of.name}: ${path}`, `the answer is of another shape than expected: ${fault?.path.join('.')} ${fault?.message}`);
  }
}

const isRedirect = ({ status, headers }: Response) => status >= 300 && status < 400 && headers.has('location');
const keyOf = (parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
