import { Controller, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefusalDetails } from '../../dispatch/dispatch.failures';
import { AcceptLti11Launch } from '../../dispatch/lti/accept-lti11-launch';
import { learnerLanguage } from '../../dispatch/relay/launch-language.rules';
import { Failure } from '../../platform/failure';
import { Templates } from '../../platform/templates/templates';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { formOf } from './learner-form';
import { LearnerPages } from './learner-pages';

const statusOf: Readonly<Record<string, number>> = { 'bad-signature': 401, 'not-found': 404, expired: 410, 'too-many': 429 };

/** Where a learning platform sends its learners by LTI. The signature in the form is the credential; there is no cookie. */
@Controller('lti')
@UseFilters(LearnerFailuresFilter)
export class LtiLaunchController {
  constructor(
    private readonly accept: AcceptLti11Launch,
    private readonly pages: LearnerPages,
    private readonly templates: Templates,
  ) {}

  @Post('1.1/:dispatchKey')
  async launch(@Param('dispatchKey') dispatchKey: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = formOf(request) as Record<string, string>;
    const lang = learnerLanguage({ lms: form['launch_presentation_locale'], acceptLanguage: request.headers['accept-language'] });
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
    try {
      await this.pages.leadOn(reply, await this.accept.run({ dispatchKey, form, query, address: request.ip, lang }));
    } catch (fault) {
      if (!(fault instanceof Failure) || fault.code !== 'launch-refused') throw fault;
      await this.refuse(fault.details as unknown as RefusalDetails, lang, request, reply);
    }
  }

  /** In the frame or window of the platform; the words are those of every refused launch. */
  private async refuse({ refusal, support }: RefusalDetails, lang: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.pages.send(request, reply, {
      status: statusOf[refusal] ?? 403, locale: lang, reference: request.id, isFramed: true, ...(refusal === 'too-many' && { retryAfterSeconds: 3600 }),
      content: (words) => {
        const texts = this.templates.textsOf('refusals', words.lang);
        const heading = texts[`${refusal}.heading`] ?? '';
        return { title: heading, heading, paragraphs: [texts[`${refusal}.sentence`] ?? '', texts[`${refusal}.todo`] ?? '', ...(support ? [support] : [])] };
      },
    });
  }
}
