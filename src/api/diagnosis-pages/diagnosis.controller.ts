import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { FindLaunchTimelines } from '../../dispatch/diagnostics/find-launch-timelines';
import { readSelfTestCode } from '../../dispatch/diagnostics/selftest-code.rules';
import { SharedLimits } from '../../platform/redis/shared-limits';
import { acceptedLanguages, chooseLanguage, directionOf } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import { emptyPage, launchPage, selfTestPage } from './diagnosis-page';
import { DiagnosisWords, languageNames } from './diagnosis-words';

const read = (name: string) => readFileSync(join(__dirname, '../../../templates', name), 'utf8').trim();
const css = `${read('pages/page.css')}\n${read('diagnosis/diagnosis.css')}`;
const styleHash = createHash('sha256').update(css).digest('base64');
const headers = {
  'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': 'noindex',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
};
/** Codes that name nothing, from one address. */
const missesAllowed = 20;
const missesWithin = 600;

/** What happened in a launch, for whoever holds its reference: no sign-in, nothing personal. */
@Controller('diagnosis')
export class DiagnosisController {
  private readonly misses: RateLimiterAbstract;

  constructor(
    private readonly find: FindLaunchTimelines,
    private readonly templates: Templates,
    limits: SharedLimits,
  ) {
    this.misses = limits.limiter({ name: 'diagnosis-misses', points: missesAllowed, duration: missesWithin });
  }

  @Get()
  async page(@Query() query: Record<string, unknown>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const typed = typeof query['code'] === 'string' ? query['code'].slice(0, 60).trim() : '';
    const words = this.wordsFor(request, query['lang']);
    const { status, values } = await this.contents(words, typed, request.ip);
    if (status === 429) void reply.header('retry-after', String(missesWithin));
    const address = (lang: string) => `/diagnosis?${new URLSearchParams({ ...(typed && { code: typed }), lang })}`;
    const languages = Object.entries(languageNames).map(([tag, name]) => ({ tag, name, dir: directionOf(tag), href: tag === words.lang ? '' : address(tag) }));
    const text = (key: string) => words.text(key);
    const html = this.templates.render('diagnosis/diagnosis.html.hbs', {
      ...values, css, lang: words.lang, dir: directionOf(words.lang), languages, languageLabel: text('languages'), typed, title: text('title'), form: { label: text('label'), hint: text('hint'), show: text('show') },
    });
    await reply.code(status).headers(headers).type('text/html; charset=utf-8').send(html);
  }

  private async contents(words: DiagnosisWords, typed: string, address: string): Promise<{ status: number; values: object }> {
    if (!typed) return { status: 200, values: emptyPage(words) };
    const selfTest = readSelfTestCode(typed);
    if (selfTest) return { status: 200, values: selfTestPage(words, selfTest) };
    const used = await this.misses.get(address);
    if (used && used.consumedPoints >= missesAllowed) return { status: 429, values: emptyPage(words, 'tooMany') };
    const found = await this.find.byCode(typed);
    if (found) return { status: 200, values: launchPage(words, found) };
    await this.misses.consume(address).catch(() => undefined);
    return { status: 404, values: emptyPage(words, 'notFound') };
  }

  private wordsFor(request: FastifyRequest, chosen: unknown): DiagnosisWords {
    const lang = chooseLanguage([typeof chosen === 'string' && Object.hasOwn(languageNames, chosen) ? chosen : null, ...acceptedLanguages(request.headers['accept-language'])]);
    const of = (group: string) => this.templates.textsOf(group, lang);
    return new DiagnosisWords(lang, { own: of('diagnosis'), refusals: of('refusals'), selfTest: of('selftest'), package: of('package') });
  }
}
