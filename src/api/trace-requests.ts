import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { beginRequest, isTracing, type RequestTrace } from '../platform/tracing/tracing';

const traces = new WeakMap<FastifyRequest, RequestTrace>();

/** For the log: a line after the answer is no longer part of the request. */
export const traceIdOf = (request: FastifyRequest): { trace_id?: string } => {
  const trace = traces.get(request);
  return trace ? { trace_id: trace.traceId } : {};
};

/** One span for each request, by its route pattern. Anybody can send `traceparent`; only what came through our own proxy is taken from it. */
export function traceRequests(server: FastifyInstance, trustsProxy: boolean): void {
  server.addHook('onRequest', (request: FastifyRequest, _: FastifyReply, next: () => void) => {
    const trace = isTracing() ? beginRequest(request.headers, trustsProxy) : undefined;
    if (trace) traces.set(request, trace);
    next();
  });
  // once the body is read, as what reads it calls back from outside
  server.addHook('preValidation', (request: FastifyRequest, _: FastifyReply, next: () => void) => {
    const trace = traces.get(request);
    if (trace) trace.within(next);
    else next();
  });
  server.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, next: () => void) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode } = reply;
    traces.get(request)?.end(`${request.method} ${route}`, { 'http.request.method': request.method, 'http.route': route, 'http.response.status_code': statusCode, 'courseway.request_id': request.id }, statusCode >= 500 && statusCode !== 501);
    next();
  });
}
