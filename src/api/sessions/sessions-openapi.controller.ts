import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config';
import { KeptDocument } from '../kept-document';
import { describeSessions } from './describe-sessions';

/** The description of the sessions API for programs, open to everybody. */
@Controller('openapi')
export class SessionsOpenApiController {
  private readonly kept: KeptDocument;

  constructor({ publicUrl }: Config) {
    this.kept = new KeptDocument(() => describeSessions(publicUrl));
  }

  @Get('sessions.json')
  document(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.kept.send(request, reply);
  }
}
