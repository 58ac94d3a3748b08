import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProveAddress } from '../../invitations/prove-address';
import { ReadInvitation } from '../../invitations/read-invitation';
import { Failure } from '../../platform/failure';
import { type CodeState, codePage, plainCode } from './code-page';
import { personOf } from './join-page';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { formOf } from './learner-form';
import { LearnerPages } from './learner-pages';

/** The second step of a public invitation that wants the address proved. The ticket travels in the form, never in an address. */
@Controller('invitations/join/:token/code')
@UseFilters(LearnerFailuresFilter)
export class CodeController {
  constructor(
    private readonly read: ReadInvitation,
    private readonly prove: ProveAddress,
    private readonly pages: LearnerPages,
  ) {}

  /** For who reloads or comes back: the code belongs to a form that is gone. */
  @Get()
  async show(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.read.public(token);
    await this.pages.leadOn(reply, `/invitations/join/${token}`);
  }

  @Post()
  async enter(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = formOf(request);
    const view = await this.read.public(token);
    const state: CodeState = { token, view, person: personOf(form), ticket: form['ticket']?.slice(0, 8000) ?? '' };
    if (form['show'] === 'code') return this.pages.send(request, reply, codePage(state)); // the same in another language
    const code = plainCode(form['code'] ?? '');
    if (!code) return this.pages.send(request, reply, codePage({ ...state, problem: { words: 'code.missing', status: 422 } }));
    try {
      const { launchUrl } = await this.prove.run(token, { ticket: state.ticket, code, lang: this.pages.wordsFor(request, view.locale).lang, address: request.ip });
      await this.pages.leadOn(reply, launchUrl);
    } catch (fault) {
      const problem = problemOf(fault);
      if (!problem) throw fault;
      await this.pages.send(request, reply, codePage({ ...state, problem }));
    }
  }
}

function problemOf(fault: unknown): CodeState['problem'] {
  if (!(fault instanceof Failure)) return undefined;
  if (fault.code === 'invitation-code-wrong') return { words: 'code.wrong', left: Number(fault.details['left']), status: 422 };
  if (fault.code === 'invitation-code-expired') return { words: 'code.ended', status: 410 };
  if (fault.code === 'invitation-too-many') return { words: 'code.ended', status: 429, retryAfterSeconds: Number(fault.details['retryAfterSeconds']) };
  return undefined;
}
