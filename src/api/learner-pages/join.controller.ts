import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { JoinPublicInvitation } from '../../invitations/join-public-invitation';
import { type PublicView, ReadInvitation } from '../../invitations/read-invitation';
import { Clock } from '../../platform/clock';
import { Failure } from '../../platform/failure';
import { codePage } from './code-page';
import { type JoinProblems, joinPage, joinProblems, type Person, personOf } from './join-page';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { formOf } from './learner-form';
import { LearnerPages } from './learner-pages';
import { refusalPage } from './refusal-page';

/** The page of a public invitation: whoever has the link says who they are. Without a token against forged requests, as in OpenController. */
@Controller('invitations/join')
@UseFilters(LearnerFailuresFilter)
export class JoinController {
  constructor(
    private readonly read: ReadInvitation,
    private readonly join: JoinPublicInvitation,
    private readonly pages: LearnerPages,
    private readonly clock: Clock,
  ) {}

  @Get(':token')
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.page(token, request, reply, {});
  }

  /** On to the course, or to the code page when the address is to be proved. */
  @Post(':token')
  async enter(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = formOf(request);
    const person = personOf(form);
    if (form['show'] === 'form') return this.page(token, request, reply, { person }); // the same in another language
    const view = await this.read.public(token);
    try {
      const joined = await this.join.run(token, { ...person, lang: this.pages.wordsFor(request, view.locale).lang, address: request.ip });
      if ('launchUrl' in joined) return await this.pages.leadOn(reply, joined.launchUrl);
      await this.pages.send(request, reply, codePage({ token, view, person, ticket: joined.ticket }));
    } catch (fault) {
      const again = this.mended(fault, view, person);
      if (!again) throw fault;
      await this.page(token, request, reply, again);
    }
  }

  /** What the form shows again instead of a page of its own: wrong fields, or a stranger's address where nobody new is taken. */
  private mended(fault: unknown, view: PublicView, person: Person): { person: Person; problems: JoinProblems; view?: PublicView } | undefined {
    if (!(fault instanceof Failure)) return undefined;
    if (fault.code === 'invalid-input') return { person, problems: joinProblems(person, fault) };
    const { refusal } = fault.details;
    if (fault.code === 'invitation-refused' && (refusal === 'closed' || refusal === 'full')) return { person, problems: { email: 'join.email.stranger' }, view: { ...view, refusal } };
    return undefined;
  }

  private async page(token: string, request: FastifyRequest, reply: FastifyReply, state: { person?: Person; problems?: JoinProblems; view?: PublicView }): Promise<void> {
    const view = state.view ?? (await this.read.public(token));
    const takesSome = !view.refusal || view.refusal === 'closed' || view.refusal === 'full';
    const page = takesSome ? joinPage({ ...state, token, view, now: this.clock.now(), reference: request.id }) : refusalPage(view.refusal ?? 'disabled', view, request.id);
    await this.pages.send(request, reply, page);
  }
}
