import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadInvitation } from '../../invitations/read-invitation';
import { StartInvitedCourse } from '../../invitations/start-invited-course';
import { Clock } from '../../platform/clock';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { chosenLanguage } from './learner-form';
import { LearnerPages } from './learner-pages';
import { openPage } from './open-page';
import { refusalPage } from './refusal-page';

/**
 * The page of one invited learner. Mail scanners follow links and press buttons: GET and HEAD change nothing, and the POST may be repeated.
 * No form of an invitation carries a token against forged requests: the link in the address is all the authority there is, no cookie adds to it.
 */
@Controller('invitations/open')
@UseFilters(LearnerFailuresFilter)
export class OpenController {
  constructor(
    private readonly read: ReadInvitation,
    private readonly start: StartInvitedCourse,
    private readonly pages: LearnerPages,
    private readonly clock: Clock,
  ) {}

  @Get(':token')
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const view = await this.read.recipient(token);
    if (view.refusal) return this.pages.send(request, reply, refusalPage(view.refusal, view, request.id));
    await this.pages.send(request, reply, { status: 200, locale: view.locale, content: (words) => openPage(words, view, this.clock.now()) });
  }

  @Post(':token')
  async begin(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { launchUrl } = await this.start.run(token, { lang: chosenLanguage(request) });
    await this.pages.leadOn(reply, launchUrl);
  }
}
