import { Controller, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OfferDeepLinks } from '../../dispatch/lti/offer-deep-links';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { formOf } from './learner-form';
import { LaunchRefusals } from './launch-refusals';
import { type LearnerPage, LearnerPages } from './learner-pages';
import { choicePage, chosenPage } from './lti-pages';

/** The choice of a course that a platform is to link to. The token in the form is what the platform asked, signed by us. */
@Controller('lti/1.3/:destinationKey/links')
@UseFilters(LearnerFailuresFilter)
export class LtiLinksController {
  constructor(
    private readonly offers: OfferDeepLinks,
    private readonly pages: LearnerPages,
    private readonly launches: LaunchRefusals,
  ) {}

  @Post()
  async choose(@Param('destinationKey') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { token = '', dispatch } = formOf(request);
    await this.launches.guard(request, reply, this.pages.wordsFor(request).lang, async () => this.pages.send(request, reply, await this.page(key, token, dispatch)));
  }

  /** Without a choice: the same in another language. */
  private async page(key: string, token: string, dispatch: string | undefined): Promise<LearnerPage> {
    return dispatch ? chosenPage(await this.offers.choose(key, token, dispatch)) : choicePage(await this.offers.again(key, token));
  }
}
