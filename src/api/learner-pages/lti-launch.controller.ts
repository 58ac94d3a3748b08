import { Controller, Get, Header, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefusalDetails } from '../../dispatch/dispatch.failures';
import { AcceptLti11Launch } from '../../dispatch/lti/accept-lti11-launch';
import { AcceptLti13Launch } from '../../dispatch/lti/accept-lti13-launch';
import { BeginLti13Login } from '../../dispatch/lti/begin-lti13-login';
import { LtiToolKeys } from '../../dispatch/lti/lti-tool-keys';
import { learnerLanguage } from '../../dispatch/relay/launch-language.rules';
import { Failure } from '../../platform/failure';
import { Templates } from '../../platform/templates/templates';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { formOf } from './learner-form';
import { LearnerPages } from './learner-pages';

const statusOf: Readonly<Record<string, number>> = { 'bad-signature': 401, 'not-found': 404, expired: 410, 'too-many': 429, maintenance: 503 };
const retryAfter: Readonly<Record<string, number>> = { 'too-many': 3600, maintenance: 60 };

/** Where a learning platform sends its learners by LTI. What the platform signed is the credential; there is no cookie. */
@Controller('lti')
@UseFilters(LearnerFailuresFilter)
export class LtiLaunchController {
  constructor(
    private readonly accept: AcceptLti11Launch,
    private readonly accept13: AcceptLti13Launch,
    private readonly begin: BeginLti13Login,
    private readonly keys: LtiToolKeys,
    private readonly pages: LearnerPages,
    private readonly templates: Templates,
  ) {}

  @Post('1.1/:dispatchKey')
  async launch(@Param('dispatchKey') dispatchKey: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = formOf(request) as Record<string, string>;
    const lang = languageOf(request, form['launch_presentation_locale']);
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
    await this.lead(request, reply, lang, () => this.accept.run({ dispatchKey, form, query, address: request.ip, lang }));
  }

  /** The keys that this server signs with, for platforms. */
  @Get('1.3/keys')
  @Header('cache-control', 'public, max-age=3600')
  async publicKeys() {
    return { keys: [(await this.keys.run()).jwk] };
  }

  /** Platforms may send the learner by a link or by a form. */
  @Get('1.3/:destinationKey/login')
  async loginByLink(@Param('destinationKey') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.lead(request, reply, languageOf(request), () => this.begin.run(key, request.query as Record<string, string>));
  }

  @Post('1.3/:destinationKey/login')
  async loginByForm(@Param('destinationKey') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.lead(request, reply, languageOf(request), () => this.begin.run(key, formOf(request)));
  }

  @Post('1.3/:destinationKey/launch')
  async launch13(@Param('destinationKey') destinationKey: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id_token: idToken = '', state = '' } = formOf(request);
    const launch = { destinationKey, idToken, state, address: request.ip, lang: (locale?: string) => languageOf(request, locale) };
    await this.lead(request, reply, languageOf(request), () => this.accept13.run(launch));
  }

  private async lead(request: FastifyRequest, reply: FastifyReply, lang: string, find: () => Promise<string>): Promise<void> {
    try {
      await this.pages.leadOn(reply, await find());
    } catch (fault) {
      if (!(fault instanceof Failure) || fault.code !== 'launch-refused') throw fault;
      await this.refuse(fault.details as unknown as RefusalDetails, lang, request, reply);
    }
  }

  /** In the frame or window of the platform; the words are those of every refused launch. */
  private async refuse({ refusal, support }: RefusalDetails, lang: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.pages.send(request, reply, {
      status: statusOf[refusal] ?? 403, locale: lang, reference: request.id, isFramed: true, ...(retryAfter[refusal] && { retryAfterSeconds: retryAfter[refusal] }),
      content: (words) => {
        const texts = this.templates.textsOf('refusals', words.lang);
        const heading = texts[`${refusal}.heading`] ?? '';
        return { title: heading, heading, paragraphs: [texts[`${refusal}.sentence`] ?? '', texts[`${refusal}.todo`] ?? '', ...(support ? [support] : [])] };
      },
    });
  }
}

const languageOf = (request: FastifyRequest, platform?: string) => learnerLanguage({ lms: platform, acceptLanguage: request.headers['accept-language'] });
