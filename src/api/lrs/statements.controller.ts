import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Post, Put, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock';
import { TakeStatements } from '../../runtime/cmi5/take-statements';
import { FindStatements } from '../../xapi/statements/find-statements';
import { LrsCallers } from './lrs-caller';
import { LrsFailuresFilter } from './lrs-failures.filter';
import { toStatement, toStatementQuery, toStatements, withIdsOnly } from './lrs.wire';

/** Statements of content: it writes in its session, and reads what its registration holds. */
@Controller('lrs/statements')
@UseFilters(LrsFailuresFilter)
export class StatementsController {
  constructor(
    private readonly callers: LrsCallers,
    private readonly take: TakeStatements,
    private readonly find: FindStatements,
    private readonly clock: Clock,
  ) {}

  @Put()
  @HttpCode(204)
  async put(@Req() request: FastifyRequest, @Body() body: unknown, @Query('statementId') statementId: string | undefined): Promise<void> {
    const { launch } = await this.callers.of(request);
    await this.take.run(launch.launchKey, [toStatement(body, request.headers['content-type'], statementId)]);
  }

  @Post()
  @HttpCode(200)
  async post(@Req() request: FastifyRequest, @Body() body: unknown): Promise<string[]> {
    const { launch } = await this.callers.of(request);
    const statements = toStatements(body, request.headers['content-type'], randomUUID);
    await this.take.run(launch.launchKey, statements);
    return statements.map(({ id }) => id);
  }

  @Get()
  async get(@Req() request: FastifyRequest, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    const { unit } = await this.callers.of(request);
    const { applicationId, instanceKey } = unit.origin;
    const { one, more, filter, format } = toStatementQuery(query);
    const shown = (statement: unknown) => (format === 'ids' ? withIdsOnly(statement) : statement);
    void reply.header('x-experience-api-consistent-through', new Date(this.clock.now()).toISOString());
    if (one) {
      const { statement, storedAt } = await this.find.one(applicationId, instanceKey, one.id, one.voided);
      return void (await reply.header('last-modified', new Date(storedAt).toUTCString()).send(shown(statement)));
    }
    const page = await this.find.list(applicationId, { instanceKey }, { ...filter, limit: filter.limit || 100 }, more);
    await reply.send({ statements: page.statements.map(shown), more: page.more ? `/lrs/statements?more=${encodeURIComponent(page.more)}` : '' });
  }
}
