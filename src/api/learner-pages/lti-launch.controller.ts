import { Controller, Get, Header, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AcceptLti11Launch } from '../../dispatch/lti/accept-lti11-launch';
import { AcceptLti13Launch } from '../../dispatch/lti/accept-lti13-launch';
import { BeginLti13Login } from '../../dispatch/lti/begin-lti13-login';
import { LtiToolKeys } from '../../dispatch/lti/lti-tool-keys';
import { learnerLanguage } from '../../dispatch/relay/launch-language.rules';
import { LaunchRefusals } from './launch-refusals';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { formOf } from './learner-form';
import { LearnerPages } from './learner-pages';
import { choicePage } from './lti-pages';

/** Where a learning platform sends its learners by LTI. What the platform signed is the credential; there is no cookie. */
@Controller('lti')
@UseFilters(LearnerFailuresFilter)
export class LtiLaunchController {
  constructor(
    private readonly accept: AcceptLti11Launch,
    private readonly accept13: AcceptLti13Launch,
    private readonly begin: BeginLti13Login,
    private readonly keys: LtiToolKeys,
    private readonly launches: LaunchRefusals,
    private readonly pages: LearnerPages,
  ) {}

  @Post('1.1/:dispatchKey')
  async launch(@Param('dispatchKey') dispatchKey: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = formOf(request) as Record<string, string>;
    const lang = languageOf(request, form['launch_presentation_locale']);
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
    await this.launches.lead(request, reply, lang, () => this.accept.run({ dispatchKey, form, query, address: request.ip, lang }));
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
    await this.launches.lead(request, reply, languageOf(request), () => this.begin.run(key, request.query as Record<string, string>));
  }

  @Post('1.3/:destinationKey/login')
  async loginByForm(@Param('destinationKey') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.launches.lead(request, reply, languageOf(request), () => this.begin.run(key, formOf(request)));
  }

  @Post('1.3/:destinationKey/launch')
  async launch13(@Param('destinationKey') destinationKey: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id_token: idToken = '', state = '' } = formOf(request);
    const launch = { destinationKey, idToken, state, address: request.ip, lang: (locale?: string) => languageOf(request, locale) };
    await this.launches.lead(request, reply, languageOf(request), async () => {
      const found = await this.accept13.run(launch);
      if ('to' in found) return found.to;
      await this.pages.send(request, reply, choicePage(found.offer));
      return undefined;
    });
  }
}

const languageOf = (request: FastifyRequest, platform?: string) => learnerLanguage({ lms: platform, acceptLanguage: request.headers['accept-language'] });
