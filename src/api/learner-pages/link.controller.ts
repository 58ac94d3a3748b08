import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FollowLink } from '../../dispatch/link/follow-link';
import { checkedPerson } from '../../invitations/checked-person';
import { Failure } from '../../platform/failure';
import { joinProblems, personOf } from './join-page';
import { LaunchRefusals } from './launch-refusals';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { formOf } from './learner-form';
import { LearnerPages } from './learner-pages';
import { linkPage, ownLinkPage } from './link-page';

/** The pages of a dispatch's plain link. Only the POST behind somebody's own address begins anything; it may be repeated. */
@Controller('link/:dispatchKey/:packageKey')
@UseFilters(LearnerFailuresFilter)
export class LinkController {
  constructor(
    private readonly follow: FollowLink,
    private readonly launches: LaunchRefusals,
    private readonly pages: LearnerPages,
  ) {}

  @Get()
  async show(@Param('dispatchKey') dispatchKey: string, @Param('packageKey') packageKey: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const place = { dispatchKey, packageKey };
    await this.launches.guard(request, reply, undefined, async () => this.pages.send(request, reply, linkPage(place, await this.follow.view(place))));
  }

  @Post()
  async introduce(@Param('dispatchKey') dispatchKey: string, @Param('packageKey') packageKey: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const place = { dispatchKey, packageKey };
    const form = formOf(request);
    const person = personOf(form);
    await this.launches.guard(request, reply, undefined, async () => {
      const view = await this.follow.view(place);
      if (form['show'] === 'form') return this.pages.send(request, reply, linkPage(place, view, { person })); // the same in another language
      try {
        await this.pages.leadOn(reply, `${this.follow.addressOf(place, checkedPerson(person))}?lang=${this.pages.wordsFor(request, view.locale).lang}`);
      } catch (fault) {
        if (!(fault instanceof Failure && fault.code === 'invalid-input')) throw fault;
        await this.pages.send(request, reply, linkPage(place, view, { person, problems: joinProblems(person, fault) }));
      }
    });
  }

  @Get(':own')
  async own(@Param('dispatchKey') dispatchKey: string, @Param('packageKey') packageKey: string, @Param('own') own: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const place = { dispatchKey, packageKey };
    await this.launches.guard(request, reply, undefined, async () => {
      const view = await this.follow.view(place);
      const person = this.follow.personOf(dispatchKey, own);
      await this.pages.send(request, reply, person ? ownLinkPage(view, person) : linkPage(place, view));
    });
  }

  @Post(':own')
  async start(@Param('dispatchKey') dispatchKey: string, @Param('packageKey') packageKey: string, @Param('own') own: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const place = { dispatchKey, packageKey };
    await this.launches.guard(request, reply, undefined, async () => {
      const { locale } = await this.follow.view(place);
      const person = this.follow.personOf(dispatchKey, own);
      const next = person ? this.follow.run(place, person, { address: request.ip, lang: this.pages.wordsFor(request, locale).lang }) : `/link/${dispatchKey}/${packageKey}`;
      await this.pages.leadOn(reply, await next);
    });
  }
}
