import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestLinks } from '../../invitations/request-links';
import { Failure } from '../../platform/failure';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { formOf } from './learner-form';
import { type LearnerPage, LearnerPages, messageContent, type PageField } from './learner-pages';
import { clipped, linkTo, type PageWords } from './page-words';

const action = '/invitations/links';

/** Mails somebody their links: the same page for everybody, invited or not. */
@Controller('invitations/links')
@UseFilters(LearnerFailuresFilter)
export class LinksController {
  constructor(
    private readonly request: RequestLinks,
    private readonly pages: LearnerPages,
  ) {}

  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.send(request, reply, askPage());
  }

  @Post()
  async send(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = formOf(request);
    const email = clipped(form['email'] ?? '', 300);
    if (form['show'] === 'sent') return this.pages.send(request, reply, sentPage); // the same in another language
    if (form['show'] === 'form') return this.pages.send(request, reply, askPage(email));
    try {
      await this.request.run({ email, lang: this.pages.wordsFor(request).lang, address: request.ip });
    } catch (fault) {
      if (!(fault instanceof Failure && fault.code === 'invalid-input')) throw fault;
      return this.pages.send(request, reply, askPage(email, email.trim() ? 'join.email.wrong' : 'join.email.missing'));
    }
    await this.pages.send(request, reply, sentPage);
  }
}

/** `email` absent: nothing was posted yet. */
function askPage(email?: string, problem?: string): LearnerPage {
  const field = (words: PageWords): PageField => ({
    name: 'email', label: words.text('join.email'), type: 'email', inputmode: 'email', autocomplete: 'email', value: email ?? '', ...(problem ? { error: words.text(problem) } : {}),
  });
  const content = (words: PageWords) => ({
    ...messageContent(words, 'links'), forms: [{ action, fields: [field(words)], button: words.text('links.submit') }], ...(email === undefined ? {} : { again: { action, hidden: { email, show: 'form' } } }),
  });
  return { status: problem ? 422 : 200, content };
}

const sentPage: LearnerPage = { status: 200, content: (words) => ({ ...messageContent(words, 'links.sent'), asides: [linkTo(`${action}?lang=${words.lang}`, words.text('code.other'))], again: { action, hidden: { show: 'sent' } } }) };
