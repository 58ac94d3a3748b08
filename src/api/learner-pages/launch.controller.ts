import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LearnerFailuresFilter } from './learner-failures.filter';
import { FollowLaunchLink } from '../../runtime/follow-launch-link';
import { LearnerPages } from './learner-pages';

/** Launch links and the pages behind Exit. */
@Controller()
@UseFilters(LearnerFailuresFilter)
export class LaunchController {
  constructor(
    private readonly follow: FollowLaunchLink,
    private readonly pages: LearnerPages,
  ) {}

  /** For somebody who opens the bare address. */
  @Get()
  async front(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.sendMessage(request, reply, { words: 'front', status: 200 });
  }

  @Get('launch/exit/:word')
  async exit(@Param('word') word: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (word === 'blank') return this.pages.sendBlank(reply);
    await this.pages.sendMessage(request, reply, { words: word === 'closer' ? 'exit.closer' : 'exit.message', status: 200, closes: word === 'closer' });
  }

  /** HEAD looks and changes nothing; GET opens the session and leads to the player. */
  @Get('launch/:token')
  async launch(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    if (request.method === 'HEAD') {
      this.follow.read(token);
      return reply.code(200).send();
    }
    const { playUrl } = await this.follow.run(token);
    await reply.code(303).header('location', playUrl).send();
  }
}
