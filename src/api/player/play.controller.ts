import { Body, Controller, Get, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedLanguages } from '../../platform/templates/language.rules';
import { CommitSession } from '../../runtime/commit-session';
import { PlayerBoot } from '../../runtime/player/player-boot';
import { RenderPlayer } from '../../runtime/player/render-player';
import { ReadSession } from '../../runtime/read-session';
import { commitBodySchema } from '../../runtime/scorm/commit-body.rules';
import { SessionTokens } from '../../runtime/session-token';
import { parseInput, readJson } from '../read-body';
import { PlayerFailuresFilter } from './player-failures.filter';

/** The player on the content origin: its page, its files, and the commits it sends. */
@Controller()
@UseFilters(PlayerFailuresFilter)
export class PlayController {
  constructor(
    private readonly tokens: SessionTokens,
    private readonly read: ReadSession,
    private readonly boot: PlayerBoot,
    private readonly render: RenderPlayer,
    private readonly commits: CommitSession,
  ) {}

  @Get('play/:token')
  async page(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const claims = this.tokens.read(token);
    const boot = await this.boot.of(token, claims, await this.read.run(claims), acceptedLanguages(request.headers['accept-language']));
    const page = this.render.run(boot);
    await reply.headers(page.headers).type('text/html; charset=utf-8').send(page.html);
  }

  /** JSON, also labelled as text (a beacon may not ask for a preflight). Answered when the snapshot is durable. */
  @Post('play/:token/commits')
  @HttpCode(200)
  async commit(@Param('token') token: string, @Body() body: unknown) {
    return this.commits.run(this.tokens.read(token), parseInput(commitBodySchema, typeof body === 'string' ? readJson(body) : body));
  }

  @Get('player/:hash/:file')
  async file(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const found = this.render.asset(file);
    if (!found) return reply.code(404).send();
    await reply.headers({ 'cache-control': 'public, max-age=31536000, immutable' }).type(found.type).send(found.body);
  }
}
