import { randomBytes } from 'node:crypto';
import { parse } from 'node:querystring';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../platform/config/config';
import { bodyTooLarge } from '../platform/failure';
import { readJson } from './read-body';
import { refusalBody } from './sessions-error';
import { traceIdOf, traceRequests } from './trace-requests';

const inNoFrame = { 'content-security-policy': "frame-ancestors 'none'" };
/** What no page and no course is given, whatever a learner would answer; camera and microphone stay for exercises in speaking, and the browser asks. */
const withheld = ['bluetooth', 'browsing-topics', 'clipboard-read', 'display-capture', 'geolocation', 'hid', 'idle-detection', 'identity-credentials-get', 'local-fonts', 'midi', 'otp-credentials', 'payment', 'publickey-credentials-create', 'publickey-credentials-get', 'serial', 'usb', 'window-management'];
const permissionsPolicy = withheld.map((feature) => `${feature}=()`).join(', ');
const usualBody = 2 * 1024 ** 2;
const commitBody = 8 * 1024 ** 2;
/** An invitation may name 100,000 people in one call. */
const invitationBody = 32 * 1024 ** 2;
const storeOfStatements = /^\/lrs\//;
/** Content on another server reports from its own page; it shows a token and no cookie. */
const forContentAnywhere = {
  'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, PUT, POST, DELETE', 'access-control-allow-headers': 'authorization, content-type, if-match, if-none-match, x-experience-api-version', 'access-control-max-age': '86400',
  'access-control-expose-headers': 'etag, last-modified, x-experience-api-version, x-experience-api-consistent-through', 'x-experience-api-version': '1.0.3', 'cache-control': 'no-store',
};
const contentRoute = /^\/(play|content|player|hacp|lrs)(\/|$)/;
const legacyRoute = /^\/(api|EngineWebServices(\/api)?)(\?|$)/;
const anyHost = /^\/(livez|readyz)$/;
const behindPassword = /^\/(api\/v[12]|dev|console\/api)(\/|$)/;
const limitOf = (url: string) => (url.startsWith('/play/') || url.startsWith('/api/v1/sessions/') ? commitBody : url.startsWith('/api/v2/invitations/private') ? invitationBody : usualBody);

/** Bodies: JSON (an empty one is none, as the official clients send), text, form; multipart and CSV stay a stream for their handler. */
function addParsers(server: FastifyInstance): void {
  const whole = { parseAs: 'buffer' as const, bodyLimit: invitationBody };
  const checked = (request: FastifyRequest, body: Buffer) => {
    if (body.length > limitOf(request.url)) throw bodyTooLarge(limitOf(request.url));
    return body.toString('utf8');
  };
  const unread = (request: FastifyRequest, body: Buffer) => {
    if (!storeOfStatements.test(request.url)) return checked(request, body);
    checked(request, body);
    return body; // documents of content are kept byte for byte
  };
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', whole, async (request: FastifyRequest, body: Buffer) => {
    const text = unread(request, body);
    if (typeof text !== 'string') return text;
    return text.trim() ? readJson(text) : undefined;
  });
  server.addContentTypeParser(/^text\/plain/, whole, async (request: FastifyRequest, body: Buffer) => unread(request, body));
  server.addContentTypeParser('application/x-www-form-urlencoded', whole, async (request: FastifyRequest, body: Buffer) => {
    const form = new URLSearchParams(checked(request, body));
    return legacyRoute.test(request.url) ? form : Object.fromEntries(form); // there a repeated name is signed with all its values
  });
  server.addContentTypeParser(/^(multipart\/form-data|text\/csv)/, async () => undefined);
  server.addContentTypeParser('*', whole, async (request: FastifyRequest, body: Buffer) => unread(request, body));
}

/** A browser that speaks for a page of another site, perhaps with the password it remembers of ours. Programs send neither header. */
function isForForeignPage({ method, headers }: FastifyRequest, publicUrl: string): boolean {
  const reads = method === 'GET' || method === 'HEAD';
  const site = headers['sec-fetch-site'] ?? 'none'; // not sent to addresses without https
  if (site !== 'none' && site !== 'same-origin') return !(reads && headers['sec-fetch-mode'] === 'navigate');
  return !reads && headers.origin !== undefined && headers.origin !== publicUrl;
}

/** What keeps a request out before it is routed: the wrong one of the two origins, a page that has no business here, or U+0000 (neither database keeps it). */
function refusalAtTheDoor(request: FastifyRequest, contentHost: string, publicUrl: string): { status: number; message: string; code: string } | undefined {
  const end = request.url.indexOf('?');
  const path = end < 0 ? request.url : request.url.slice(0, end);
  if ((request.headers.host === contentHost) !== contentRoute.test(path) && !anyHost.test(path)) return { status: 404, message: 'Not found on this host', code: 'not-found' };
  if (request.headers['service-worker']) return { status: 403, message: 'A course may not register a service worker', code: 'service-worker-refused' };
  if (behindPassword.test(path) && isForForeignPage(request, publicUrl)) return { status: 403, message: 'A page of another site may not call this', code: 'foreign-page' };
  if (request.url.includes('%00') && !legacyRoute.test(request.url)) return { status: 400, message: 'address: may not contain U+0000', code: 'invalid-input' };
  return undefined;
}

/** An address that cannot be read (broken percent-encoding, a part that is too long) reaches no route and no hook. */
function refuseAddress(_: Error, request: FastifyRequest, reply: FastifyReply): void {
  const message = 'address: has a part that is too long or not valid percent-encoding of UTF-8';
  void reply.code(400).headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff', ...inNoFrame }).type('application/json').send(refusalBody(request.url, { message, code: 'invalid-input', reference: request.id }));
}

/** Course content answers on the content host only, everything else on the other one only, and there in no frame unless the page says otherwise. */
function guardTheDoor(server: FastifyInstance, config: Config): void {
  const contentHost = new URL(config.contentUrl).host;
  server.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, next: () => void) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('permissions-policy', permissionsPolicy);
    if (request.headers.host !== contentHost) reply.headers(inNoFrame);
    if (storeOfStatements.test(request.url)) reply.headers(forContentAnywhere);
    const refusal = refusalAtTheDoor(request, contentHost, config.publicUrl);
    if (!refusal) return next();
    void reply.code(refusal.status).type('application/json').send(refusalBody(request.url, { ...refusal, reference: request.id }));
  });
}

/** One line per request: route pattern, never the URL (ids and tokens are in there). */
function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, next: () => void) => {
    const failed = reply.statusCode >= 500 && reply.statusCode !== 501; // 501: an operation that is not offered
    if (failed || logger.isLevelEnabled('debug')) {
      const line = { ...traceIdOf(request), req: request.id, method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
      logger[failed ? 'error' : 'debug'](line, failed ? 'request failed' : 'request');
    }
    next();
  });
}

/** A repeated parameter counts once, the first time; only `tags` may be a list. */
function readQuery(text: string): Record<string, unknown> {
  const query = parse(text);
  for (const [name, value] of Object.entries(query)) if (Array.isArray(value) && name !== 'tags') query[name] = value[0];
  return query;
}

/** Old clients and content double a slash, or send the whole address as a proxy would be sent it. */
const tidiedAddress = ({ url = '/' }: { url?: string }) => url.replace(/^\/lrs\/{2,}/, '/lrs/').replace(/^https?:\/\/[^/?]+(?=[/?]|$)/i, '').replace(/^\/+EngineWebServices\/+(?=api(\?|$))/, '/EngineWebServices/').replace(/^(?=\?|$)/, '/');

/** The HTTP server beneath Nest. Request ids double as the reference code that people quote. */
export function makeHttpServer(config: Config, logger: Logger): FastifyAdapter {
  const prefix = randomBytes(6).toString('hex');
  let requests = 36 ** 3;
  const adapter = new FastifyAdapter({
    bodyLimit: invitationBody,
    genReqId: () => `${prefix}${(requests++).toString(36)}`,
    trustProxy: config.trustProxy,
    routerOptions: { maxParamLength: 8192, ignoreTrailingSlash: false, querystringParser: readQuery },
    rewriteUrl: tidiedAddress,
    forceCloseConnections: 'idle',
    logger: false,
    frameworkErrors: refuseAddress,
    keepAliveTimeout: 65_000,
  });
  const server = adapter.getInstance() as unknown as FastifyInstance;
  addParsers(server);
  traceRequests(server, config.trustProxy);
  logRequests(server, logger);
  guardTheDoor(server, config);
  return adapter;
}
