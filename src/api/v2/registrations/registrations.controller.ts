import { Body, Delete, Get, Head, Header, HttpCode, Param, ParseIntPipe, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CreateInstance } from '../../../registrations/create-instance';
import { CreateRegistration } from '../../../registrations/create-registration';
import { DeleteRegistration } from '../../../registrations/delete-registration';
import { FindRegistrations, type RegistrationQuery, type RegistrationRow } from '../../../registrations/find-registrations';
import { DescribeRegistration } from '../../../runtime/describe-registration';
import { IssueLaunchLink } from '../../../runtime/issue-launch-link';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, momentOf, orderOf, wordOf } from '../v2-lists';
import { type RegistrationDetails, toLaunchLinkOptions, toNewRegistration, toRegistrationSchema } from './registration.wire';

type Params = Record<string, string | undefined>;

const detailsOf = (q: Params): RegistrationDetails => {
  const interactions = flagOf('includeInteractionsAndObjectives', q['includeInteractionsAndObjectives']);
  return { children: flagOf('includeChildResults', q['includeChildResults']), runtime: flagOf('includeRuntime', q['includeRuntime']) || interactions, interactions };
};

function queryOf(q: Params): RegistrationQuery {
  return {
    courseId: q['courseId'] || undefined,
    learnerId: q['learnerId'] || undefined,
    since: momentOf('since', q['since']),
    until: momentOf('until', q['until']),
    dateField: wordOf('datetimeFilter', q['datetimeFilter'], ['created', 'updated'], 'created'),
    filter: q['filter'] || undefined,
    filterBy: wordOf('filterBy', q['filterBy'], ['registration_id', 'course_title', 'learner_first_name', 'learner_last_name'], 'registration_id'),
    ...orderOf(q['orderBy'], ['created', 'updated', 'course_title', 'learner_first_name', 'learner_last_name'], { orderBy: 'created', direction: 'desc' }),
  };
}

@V2Controller('registrations')
export class RegistrationsController {
  constructor(
    private readonly create: CreateRegistration,
    private readonly createInstance: CreateInstance,
    private readonly remove: DeleteRegistration,
    private readonly find: FindRegistrations,
    private readonly describe: DescribeRegistration,
    private readonly links: IssueLaunchLink,
  ) {}

  @Post()
  @HttpCode(204)
  async add(@Caller() caller: V2Caller, @Body() body: unknown, @Query('courseVersion') version: unknown): Promise<void> {
    await this.create.run(toNewRegistration(caller.applicationId, body, version));
  }

  @Get()
  async list(@Caller() caller: V2Caller, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const page = await this.find.list(caller.applicationId, queryOf(q), { more: q['more'] || undefined, withRuntime: true, withTotal: flagOf('includeTotalCount', q['includeTotalCount']) });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { registrations: await Promise.all(page.rows.map((row) => this.schemaOf(row, detailsOf(q)))), more: page.more };
  }

  @Head(':registrationId')
  @Header('content-type', 'application/json')
  async exists(@Caller() caller: V2Caller, @Param('registrationId') id: string): Promise<void> {
    await this.find.one(caller.applicationId, id);
  }

  @Get(':registrationId')
  async progress(@Caller() caller: V2Caller, @Param('registrationId') id: string, @Query() q: Params) {
    return this.schemaOf(await this.find.one(caller.applicationId, id, true), detailsOf(q));
  }

  @Delete(':registrationId')
  @HttpCode(204)
  async delete(@Caller() caller: V2Caller, @Param('registrationId') id: string): Promise<void> {
    await this.remove.run(caller.applicationId, id);
  }

  @Post(':registrationId/launchLink')
  @HttpCode(200)
  async launchLink(@Caller() caller: V2Caller, @Param('registrationId') id: string, @Body() body: unknown) {
    return { launchLink: await this.links.run(caller.applicationId, id, toLaunchLinkOptions(body)) };
  }

  @Get(':registrationId/instances')
  async instances(@Caller() caller: V2Caller, @Param('registrationId') id: string, @Query() q: Params) {
    const rows = await this.find.instances(caller.applicationId, id, true);
    return { registrations: await Promise.all(rows.map((row) => this.schemaOf(row, detailsOf(q)))) };
  }

  @Post(':registrationId/instances')
  @HttpCode(204)
  async newInstance(@Caller() caller: V2Caller, @Param('registrationId') id: string): Promise<void> {
    const found = await this.find.one(caller.applicationId, id);
    await this.createInstance.run({ applicationId: caller.applicationId, registrationKey: found.registration_key });
  }

  @Get(':registrationId/instances/:instanceId')
  async instance(@Caller() caller: V2Caller, @Param('registrationId') id: string, @Param('instanceId', ParseIntPipe) instance: number, @Query() q: Params) {
    return this.schemaOf(await this.find.instance(caller.applicationId, id, instance, true), detailsOf(q));
  }

  private async schemaOf(row: RegistrationRow, details: RegistrationDetails) {
    return toRegistrationSchema(row, await this.describe.run(row), details);
  }
}
