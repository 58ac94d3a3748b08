import { Module } from '@nestjs/common';
import { RateLimit } from './rate-limit';

/** One count for all protocols. */
@Module({ providers: [RateLimit], exports: [RateLimit] })
export class RateLimitModule {}
