import { lookup as resolveName } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type BlockList, type LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { Failure, invalidInput, outgoingAddressRefused, outgoingRequestFailed } from '../failure';
import { allowedNetworks, isRefusedAddress } from './private-addresses.rules';

export interface OutgoingRequest {
  method?: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Without a byte for so long the request fails. */
  idleTimeoutMs?: number;
  /** Redirects that may be followed; each target is checked like the first. */
  redirects?: number;
}
export interface OutgoingResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: http.IncomingMessage;
}

/** Requests to addresses a tenant names: private ones are refused on the address actually connected to (no DNS trick helps). */
@Injectable()
export class OutgoingHttp {
  private readonly networks: BlockList;

  constructor(private readonly config: Config) {
    this.networks = allowedNetworks(config.outgoingAllow);
  }

  /** The open answer; read or destroy its body. Failures: invalid-input, outgoing-address-refused, outgoing-request-failed. */
  async request(request: OutgoingRequest): Promise<OutgoingResponse> {
    const url = this.checked(request.url);
    const response = await this.send(url, request);
    const status = response.statusCode ?? 0;
    const location = response.headers.location;
    if (status < 300 || status > 399 || !location || !request.redirects) return { status, headers: response.headers, body: response };
    response.destroy();
    return this.request({ ...request, url: new URL(location, url).href, redirects: request.redirects - 1 });
  }

  /** The whole body, refused when it is larger than `maxBytes`. */
  async fetchAll(request: OutgoingRequest, maxBytes: number): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
    const response = await this.request(request);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) {
        response.body.destroy();
        throw outgoingRequestFailed(new URL(request.url).hostname, `the answer is larger than ${maxBytes} bytes`);
      }
      chunks.push(chunk);
    }
    return { status: response.status, headers: response.headers, body: Buffer.concat(chunks) };
  }

  private checked(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol)) throw invalidInput('url', 'must be an http or https URL');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) && !this.named(host) && isRefusedAddress(host, this.networks)) throw outgoingAddressRefused(host);
    return url;
  }

  private named(host: string): boolean {
    return this.config.outgoingAllow.includes(host);
  }

  private readonly lookup: LookupFunction = (host, options, done) => {
    resolveName(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const good = this.named(host) ? addresses : addresses.filter((found) => !isRefusedAddress(found.address, this.networks));
      const first = good[0];
      if (!first) return done(outgoingAddressRefused(host), '', 0);
      if (options.all) (done as unknown as (error: null, all: typeof good) => void)(null, good);
      else done(null, first.address, first.family);
    });
  };

  private send(url: URL, request: OutgoingRequest): Promise<http.IncomingMessage> {
    const client = url.protocol === 'https:' ? https : http;
    const timeout = request.idleTimeoutMs ?? 30_000;
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(error instanceof Failure ? error : outgoingRequestFailed(url.hostname, error.message));
      const sent = client.request(url, { method: request.method ?? 'GET', headers: { 'user-agent': 'Courseway', ...request.headers }, lookup: this.lookup, timeout, agent: false }, resolve);
      sent.on('timeout', () => sent.destroy(new Error(`no answer for ${timeout / 1000} s`)));
      sent.on('error', fail);
      sent.end(request.body);
    });
  }
}
