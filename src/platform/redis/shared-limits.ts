import { Injectable } from '@nestjs/common';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { SharedRedis } from './shared-redis';

export interface Limit {
  /** Its own among all limits. */
  name: string;
  points: number;
  /** In seconds. */
  duration: number;
}

/** Counts what may be done so many times within a while: on all nodes together with REDIS_URL, on this one alone without it and while it is away. */
@Injectable()
export class SharedLimits {
  constructor(private readonly redis: SharedRedis) {}

  limiter({ name, points, duration }: Limit): RateLimiterAbstract {
    const here = new RateLimiterMemory({ keyPrefix: name, points, duration });
    const { commands, prefix } = this.redis;
    if (!commands) return here;
    return new RateLimiterRedis({ storeClient: commands, rejectIfRedisNotReady: true, keyPrefix: `${prefix}limit:${name}`, points, duration, insuranceLimiter: here });
  }
}
