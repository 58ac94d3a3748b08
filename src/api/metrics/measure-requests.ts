import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '../../platform/metrics/metrics';

/** Counts every request by its route pattern, never by its address: ids and tokens are in there. */
export function measureRequests(server: FastifyInstance, metrics: Metrics): void {
  server.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, next: () => void) => {
    metrics.requests.observe({ method: request.method, route: request.routeOptions.url ?? 'unknown', status: `${Math.floor(reply.statusCode / 100)}xx` }, reply.elapsedTime / 1000);
    next();
  });
}
