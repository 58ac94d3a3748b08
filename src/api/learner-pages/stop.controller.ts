import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StopReminders } from '../../invitations/stop-reminders';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { LearnerPages, messageContent } from './learner-pages';
import { clipped } from './page-words';

/** Ends reminders: GET asks, POST does. Mail programs post here on their own (List-Unsubscribe-Post), without cookies and in a form of either kind. */
@Controller('invitations/stop/:token')
@UseFilters(LearnerFailuresFilter)
export class StopController {
  constructor(
    private readonly reminders: StopReminders,
    private readonly pages: LearnerPages,
  ) {}

  @Get()
  async ask(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { vendor, course, locale } = await this.reminders.read(token);
    await this.pages.send(request, reply, {
      status: 200, locale, content: (words) => ({ ...messageContent(words, 'stop', { vendor, course: clipped(course, 300) }), forms: [{ action: '', button: words.text('stop.submit') }] }),
    });
  }

  @Post()
  async stop(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { vendor, locale } = await this.reminders.read(token);
    await this.reminders.run(token);
    await this.pages.send(request, reply, { status: 200, locale, content: (words) => ({ ...messageContent(words, 'stopped', { vendor }), again: { action: '', hidden: {} } }) });
  }
}
