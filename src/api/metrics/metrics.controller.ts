import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config';
import { Metrics } from '../../platform/metrics/metrics';
import { sha256Hex } from '../../platform/random-ids';

const loopback = /^(::1|(::ffff:)?127(\.\d+){3})$/;
const ofProxies = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'];

const isSame = (one: string, other: string) => timingSafeEqual(Buffer.from(sha256Hex(one)), Buffer.from(sha256Hex(other)));

/** For who asks on this machine itself, or shows METRICS_TOKEN; to anybody else there is nothing. */
@Controller()
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  @Get('metrics')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!this.isFromHere(request) && !this.showsToken(request)) throw new NotFoundException();
    await reply.header('content-type', this.metrics.contentType).header('cache-control', 'no-store').send(await this.metrics.text());
  }

  /** A proxy on this machine asks on behalf of others. */
  private isFromHere({ socket, headers }: FastifyRequest): boolean {
    return loopback.test(socket.remoteAddress ?? '') && !ofProxies.some((name) => headers[name] !== undefined);
  }

  private showsToken({ headers }: FastifyRequest): boolean {
    const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    return this.config.metricsToken !== undefined && given !== undefined && isSame(given, this.config.metricsToken);
  }
}
