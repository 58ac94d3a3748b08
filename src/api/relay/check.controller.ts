import { Body, Controller, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { CheckPackage } from '../../dispatch/diagnostics/check-package';
import { learnerLanguage } from '../../dispatch/relay/launch-language.rules';
import { Config } from '../../platform/config/config';
import { SharedLimits } from '../../platform/redis/shared-limits';
import type { Language } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import { RelayFailuresFilter } from './relay-failures.filter';
import { relayBody, toCheck } from './relay.wire';

const perMinute = 60;

/** Answers a package's self-test: whether learners would be let in. The key is in the body only. */
@Controller('api/d')
@UseFilters(RelayFailuresFilter)
export class CheckController {
  private readonly limiter: RateLimiterAbstract;

  constructor(
    private readonly check: CheckPackage,
    private readonly templates: Templates,
    private readonly config: Config,
    limits: SharedLimits,
  ) {
    this.limiter = limits.limiter({ name: 'package-check', points: perMinute, duration: 60 });
  }

  private textsOf(code: string | undefined, lang: Language): object | undefined {
    if (!code) return undefined;
    const texts = this.templates.textsOf('refusals', lang);
    return Object.fromEntries(['heading', 'sentence', 'todo'].map((part) => [part, texts[`${code}.${part}`] ?? '']));
  }

  @Post(':d/check')
  @HttpCode(200)
  async run(@Param('d') d: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
    const { packageKey, origins, lang } = toCheck(relayBody(body, request.headers['content-length']), { origin: request.headers.origin, ownOrigins: this.config.ownOrigins });
    const isAllowed = await this.limiter.consume(request.ip).then(() => true, () => false);
    if (!isAllowed) {
      void reply.code(429).header('retry-after', '60');
      return { result: 'error', code: 'too-many-requests', message: 'Too many checks; wait a minute' };
    }
    const { refusal, newLearners, now } = await this.check.run(d, packageKey, origins);
    const texts = this.textsOf(refusal ?? newLearners, learnerLanguage({ lms: lang, acceptLanguage: request.headers['accept-language'] }));
    return { result: refusal ? 'closed' : 'open', ...(texts && { texts }), ...(refusal && { code: refusal }), ...(newLearners && { newLearners }), now, content: this.config.contentUrl };
  }
}
