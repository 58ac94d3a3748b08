import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { Failure, invalidInput, outgoingAddressRefused, outgoingRequestFailed } from '../failure';
import { inSpan } from '../tracing/tracing';
import { isRefusedAddress, readAllowed } from './private-addresses.rules';

export interface OutgoingRequest {
  method?: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Without a byte for so long the request fails. */
  idleTimeoutMs?: number;
  /** The body of the last hop must have ended by then, else it breaks off: a server may drip. */
  totalTimeoutMs?: number;
  /** More will follow to this host soon: the connection stays open for a while, and one that is open is used. */
  keepsOpen?: true;
  /** Redirects that may be followed; each target is checked like the first. */
  redirects?: number;
}
export interface OutgoingResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: http.IncomingMessage;
}

type ResolveName = (host: string, options: LookupAllOptions, done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

/** A connection nobody uses is closed after so long; most servers keep theirs for five seconds or more. */
const kept = { keepAlive: true, maxFreeSockets: 128, timeout: 4_000 };
const isClosed: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

/** Requests to addresses a tenant names: private ones are refused on the address actually connected to (no DNS trick helps). */
@Injectable()
export class OutgoingHttp {
  private readonly allowed: ReturnType<typeof readAllowed>;
  private readonly agents = { http: new http.Agent(kept), https: new https.Agent(kept) };
  /** How a name becomes addresses, asked once for each connection; tests put answers of their own here. */
  resolveName: ResolveName = lookup;

  constructor(config: Config) {
    this.allowed = readAllowed(config.outgoingAllow);
  }

  /** The open answer; read or destroy its body. Failures (the body may end with the last one too): invalid-input, outgoing-address-refused, outgoing-request-failed. */
  async request(request: OutgoingRequest): Promise<OutgoingResponse> {
    const url = this.checked(request.url);
    const method = request.method ?? 'GET';
    return inSpan(method, { kind: 'client', attributes: { 'http.request.method': method, 'server.address': url.hostname } }, async (note) => {
      const response = await this.follow(request, url, performance.now() + (request.totalTimeoutMs ?? 60_000));
      note({ 'http.response.status_code': response.status });
      return response;
    });
  }

  /** The whole body, refused when it is larger than `maxBytes`. Failures: those of `request`. */
  async fetchAll(request: OutgoingRequest, maxBytes: number): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
    const response = await this.request(request);
    const host = new URL(request.url).hostname;
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > maxBytes) throw outgoingRequestFailed(host, `the answer is larger than ${maxBytes} bytes`);
        chunks.push(chunk);
      }
    } catch (error) {
      throw error instanceof Failure ? error : outgoingRequestFailed(host, 'the connection broke off');
    }
    return { status: response.status, headers: response.headers, body: Buffer.concat(chunks) };
  }

  private async follow(request: OutgoingRequest, url: URL, endsAt: number): Promise<OutgoingResponse> {
    const response = await this.send(url, request, endsAt);
    const status = response.statusCode ?? 0;
    const location = response.headers.location;
    if (status < 300 || status > 399 || !location || !request.redirects) return { status, headers: response.headers, body: response };
    response.destroy();
    if (!URL.canParse(location, url.href)) throw outgoingRequestFailed(url.hostname, 'it redirects to an address that cannot be read');
    return this.follow({ ...request, redirects: request.redirects - 1 }, this.checked(new URL(location, url).href), endsAt);
  }

  private checked(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol)) throw invalidInput('url', 'must be an http or https URL');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) && isRefusedAddress(host, this.allowed.networks)) throw outgoingAddressRefused(host); // an address is not looked up
    return url;
  }

  private readonly lookup: LookupFunction = (host, options, done) => {
    this.resolveName(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const good = this.allowed.hosts.has(host) ? addresses : addresses.filter((found) => !isRefusedAddress(found.address, this.allowed.networks));
      const first = good[0];
      if (!first) return done(outgoingAddressRefused(host), '', 0);
      if (options.all) (done as unknown as (error: null, all: typeof good) => void)(null, good);
      else done(null, first.address, first.family);
    });
  };

  /** On a connection that is still open, if there is one: its address was checked when it was made. One that turns out to be closed is no fault of the receiver, so the request goes out once more. */
  private send(url: URL, request: OutgoingRequest, endsAt: number, again = false): Promise<http.IncomingMessage> {
    const isSecure = url.protocol === 'https:';
    const timeout = request.idleTimeoutMs ?? 30_000;
    return new Promise((resolve, reject) => {
      const options = { method: request.method ?? 'GET', headers: { 'user-agent': 'Courseway', ...request.headers }, lookup: this.lookup, timeout, agent: request.keepsOpen && !again ? this.agents[isSecure ? 'https' : 'http'] : false };
      const sent = (isSecure ? https : http).request(url, options);
      let open: http.ClientRequest | http.IncomingMessage = sent;
      const giveUp = (why: string) => open.destroy(outgoingRequestFailed(url.hostname, why));
      const end = setTimeout(() => giveUp('it took too long'), Math.max(1, endsAt - performance.now()));
      sent.on('close', () => clearTimeout(end));
      sent.on('timeout', () => giveUp(`no answer for ${timeout / 1000} s`));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        if (!again && sent.reusedSocket && isClosed.has(error.code ?? '')) return resolve(this.send(url, request, endsAt, true));
        reject(error instanceof Failure ? error : outgoingRequestFailed(url.hostname, error.message));
      });
      sent.on('response', (response) => {
        open = response;
        resolve(response);
      });
      sent.end(request.body);
    });
  }
}
