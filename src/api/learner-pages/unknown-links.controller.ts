import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LearnerPages } from './learner-pages';
import { unknownLinkPage } from './refusal-page';

/** Addresses that only look like ours, such as a link cut short by a mail program: the answer of an unknown link. */
@Controller('invitations')
export class UnknownLinksController {
  constructor(private readonly pages: LearnerPages) {}

  @All(['', '*'])
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.send(request, reply, unknownLinkPage(request.id));
  }
}
