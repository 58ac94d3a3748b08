import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../../platform/config/config';
import { KeptDocument } from '../../kept-document';
import { describeApi } from './describe-api';

/** The description of the v2 API for programs, open to everybody: it holds no data. */
@Controller('openapi')
export class OpenApiController {
  private readonly kept: KeptDocument;

  constructor({ publicUrl }: Config) {
    this.kept = new KeptDocument(() => describeApi(publicUrl));
  }

  @Get('v2.json')
  document(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.kept.send(request, reply);
  }
}
