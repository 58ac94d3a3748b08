import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { acceptedLanguages } from '../../platform/templates/language.rules';
import { CommitSession } from '../../runtime/commit-session';
import { PlayerBoot } from '../../runtime/player/player-boot';
import { RenderPlayer } from '../../runtime/player/render-player';
import { ReadSession } from '../../runtime/read-session';
import { commitBodySchema, commitLimits } from '../../runtime/scorm/commit-body.rules';
import { SessionTokens } from '../../runtime/session-token';
import { LaunchUnit } from '../../runtime/units/launch-unit';
import { WaitForProgress } from '../../runtime/wait-for-progress';
import { parseInput, readJson } from '../read-body';
import { PlayerFailuresFilter } from './player-failures.filter';

const unitSchema = z.object({ activityId: z.string().min(1).max(commitLimits.id) });
const progressSchema = z.object({ after: z.coerce.number().int().min(-1).max(1_000_000_000).default(-1), wait: z.coerce.number().min(0).max(25).default(0) });

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
    private readonly launch: LaunchUnit,
    private readonly progress: WaitForProgress,
  ) {}

  /** Where content of cmi5 leads when it ends (returnURL); the player sees it there and goes on. */
  @Get('play/returned')
  async returned(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = this.render.returned(acceptedLanguages(request.headers['accept-language']));
    await reply.headers(page.headers).type('text/html; charset=utf-8').send(page.html);
  }

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

  /** A unit whose content reports to the server by itself is about to be opened. */
  @Post('play/:token/units')
  @HttpCode(200)
  async launchUnit(@Param('token') token: string, @Body() body: unknown) {
    return this.launch.run(this.tokens.read(token), parseInput(unitSchema, body).activityId);
  }

  /** What such content has come to; waits up to `wait` seconds for something newer than `after`. */
  @Get('play/:token/progress')
  async news(@Param('token') token: string, @Query() query: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const { after, wait } = parseInput(progressSchema, query, 'query');
    return this.progress.run(this.tokens.read(token), { after, waitSeconds: wait, gone: gone.signal });
  }

  @Get('player/:hash/:file')
  async file(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const found = this.render.asset(file);
    if (!found) return reply.code(404).send();
    await reply.headers({ 'cache-control': 'public, max-age=31536000, immutable' }).type(found.type).send(found.body);
  }
}
