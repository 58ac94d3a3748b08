import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { tooManyRequests } from '../applications/applications.failures';
import { Config } from '../platform/config/config';
import { SharedLimits } from '../platform/redis/shared-limits';

const windowSeconds = 60;

/** How much of the API an application may use in a minute (API_PER_MINUTE); told in the headers of every answer. */
@Injectable()
export class RateLimit {
  private readonly limit: number;
  private readonly limiter?: RateLimiterAbstract;

  constructor({ apiPerMinute }: Config, limits: SharedLimits) {
    this.limit = apiPerMinute;
    if (apiPerMinute > 0) this.limiter = limits.limiter({ name: 'api', points: apiPerMinute, duration: windowSeconds });
  }

  /** Counts a request. Failures: too-many-requests. */
  async count(applicationId: string, reply: FastifyReply): Promise<void> {
    if (!this.limiter) return;
    const used = await this.limiter.consume(applicationId).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    });
    const seconds = Math.ceil(used.msBeforeNext / 1000);
    void reply.headers({ 'ratelimit-limit': this.limit, 'ratelimit-remaining': Math.max(0, this.limit - used.consumedPoints), 'ratelimit-reset': seconds });
    if (used.consumedPoints > this.limit) {
      void reply.header('retry-after', String(Math.max(1, seconds)));
      throw tooManyRequests(this.limit);
    }
  }
}
