import { createHash } from 'node:crypto';
import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../../platform/config/config';
import { describeApi } from './describe-api';

/** The description of the v2 API for programs, open to everybody: it holds no data. */
@Controller('openapi')
export class OpenApiController {
  private made?: { text: string; tag: string };

  constructor(private readonly config: Config) {}

  @Get('v2.json')
  @Header('cache-control', 'public, no-cache')
  @Header('access-control-allow-origin', '*')
  async document(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.made ??= this.make();
    const { text, tag } = this.made;
    void reply.header('etag', tag);
    await (request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.type('application/json; charset=utf-8').send(text));
  }

  private make() {
    const text = JSON.stringify(describeApi(this.config.publicUrl));
    return { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
  }
}
