import { Body, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChangeXapiCredentials } from '../../../xapi/change-xapi-credentials';
import { FindXapiCredentials, type XapiCredentialQuery } from '../../../xapi/find-xapi-credentials';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, momentOf, orderOf, wordOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';
import { fromXapiCredential, toXapiCredential, toXapiCredentialChange } from './xapi.wire';

function queryOf(q: Params): XapiCredentialQuery {
  wordOf('filterBy', single(q['filterBy']), ['credential_id'], 'credential_id');
  return {
    since: momentOf('since', single(q['since'])),
    until: momentOf('until', single(q['until'])),
    dateField: wordOf('datetimeFilter', single(q['datetimeFilter']), ['created', 'updated'], 'updated'),
    filter: single(q['filter']),
    ...orderOf(single(q['orderBy']), ['updated', 'created'], { orderBy: 'updated', direction: 'asc' }),
  };
}

@V2Controller('xapi/credentials')
export class XapiCredentialsController {
  constructor(
    private readonly change: ChangeXapiCredentials,
    private readonly find: FindXapiCredentials,
  ) {}

  @Get()
  async list(@Caller() { applicationId }: V2Caller, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const page = await this.find.list(applicationId, queryOf(q), { more: single(q['more']), withTotal: flagOf('includeTotalCount', single(q['includeTotalCount'])) });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { xapiCredentials: page.rows.map(fromXapiCredential), more: page.more };
  }

  @Post()
  @HttpCode(200)
  async create(@Caller() { applicationId }: V2Caller, @Body() body: unknown) {
    return { result: await this.change.create(applicationId, toXapiCredential(body)) };
  }

  @Get(':xapiCredentialId')
  async one(@Caller() { applicationId }: V2Caller, @Param('xapiCredentialId') id: string) {
    return fromXapiCredential(await this.find.one(applicationId, id));
  }

  @Put(':xapiCredentialId')
  @HttpCode(204)
  async set(@Caller() { applicationId }: V2Caller, @Param('xapiCredentialId') id: string, @Body() body: unknown): Promise<void> {
    await this.change.change(applicationId, id, toXapiCredentialChange(body));
  }

  @Delete(':xapiCredentialId')
  @HttpCode(204)
  async delete(@Caller() { applicationId }: V2Caller, @Param('xapiCredentialId') id: string): Promise<void> {
    await this.change.remove(applicationId, id);
  }
}
