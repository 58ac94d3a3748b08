import { Controller, Get, HttpCode, Options, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import { HandOutToken } from '../../runtime/cmi5/hand-out-token';
import { xapiInvalid } from '../../xapi/xapi.failures';
import { LrsCallers } from './lrs-caller';
import { LrsFailuresFilter } from './lrs-failures.filter';
import { checkAgent } from './lrs.wire';

const inUse = { 'error-code': '1', 'error-text': 'The token was handed out before; start the unit again' };
const notKnown = { 'error-code': '2', 'error-text': 'This address is not known or its session has ended; start the unit again' };

/** What a store of statements tells about itself, and the token that content begins with. */
@Controller('lrs')
@UseFilters(LrsFailuresFilter)
export class ResourcesController {
  constructor(
    private readonly callers: LrsCallers,
    private readonly token: HandOutToken,
  ) {}

  @Get('about')
  about() {
    return { version: ['1.0.3', '1.0.2', '1.0.1', '1.0.0'] };
  }

  /** A refusal is 200 too, as cmi5 8.2.3 wants it. */
  @Post('token/:fetch')
  @HttpCode(200)
  async fetch(@Param('fetch') fetch: string) {
    const token = await this.token.run(fetch).catch((fault: unknown) => {
      if (fault instanceof Failure) return null;
      throw fault;
    });
    return token === null ? notKnown : token === undefined ? inUse : { 'auth-token': token };
  }

  @Get('activities')
  async activity(@Req() request: FastifyRequest, @Query('activityId') id: string | undefined) {
    const { unit } = await this.callers.of(request);
    if (!id) throw xapiInvalid('activityId: is required');
    return { objectType: 'Activity', id, ...(id === unit.activityIri ? { definition: { name: { [unit.structure.language ?? 'und']: unit.activity.title }, ...(unit.activity.cmi5?.activityType ? { type: unit.activity.cmi5.activityType } : {}) } } : {}) };
  }

  @Get('agents')
  async agent(@Req() request: FastifyRequest, @Query('agent') agent: string | undefined) {
    const { unit } = await this.callers.of(request);
    checkAgent(agent, unit.actor);
    const { name, account } = unit.actor;
    return { objectType: 'Person', ...(name ? { name: [name] } : {}), account: [account] };
  }

  @Options('*')
  async preflight(@Res() reply: FastifyReply): Promise<void> {
    await reply.code(204).send();
  }
}
