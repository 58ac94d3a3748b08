import { Body, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { CreateInstance } from '../../../registrations/create-instance';
import { DeleteInstance } from '../../../registrations/delete-instance';
import { FindRegistrations } from '../../../registrations/find-registrations';
import { FindLaunches } from '../../../runtime/find-launches';
import { TakeOverInstance } from '../../../runtime/take-over-instance';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, momentOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';
import { toStatementList, toStatementPage } from '../statements.wire';
import { FindStatements } from '../../../xapi/statements/find-statements';
import { toEarlierInstance } from './earlier-registration.wire';
import { toLaunchHistory } from './launch-history.wire';
import { detailsOf, RegistrationViews } from './registration-views';

/** The attempts of a registration. */
@V2Controller('registrations/:registrationId/instances')
export class RegistrationInstancesController {
  constructor(
    private readonly find: FindRegistrations,
    private readonly views: RegistrationViews,
    private readonly create: CreateInstance,
    private readonly takeOver: TakeOverInstance,
    private readonly remove: DeleteInstance,
    private readonly launches: FindLaunches,
    private readonly statementsOf: FindStatements,
  ) {}

  @Get()
  async list(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Query() q: Params) {
    const query = { id, since: momentOf('since', single(q['since'])), until: momentOf('until', single(q['until'])) };
    const page = await this.find.instances(applicationId, query, single(q['more']));
    return { registrations: await this.views.page(applicationId, page.rows, detailsOf(q)), more: page.more };
  }

  @Post()
  @HttpCode(204)
  async add(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Body() body: unknown): Promise<void> {
    const { courseVersion, earlier } = toEarlierInstance(body);
    if (earlier) return this.takeOver.run({ applicationId, registrationId: id, courseVersion }, earlier);
    const found = await this.find.one(applicationId, id);
    await this.create.run({ applicationId, registrationKey: found.registration_key });
  }

  @Get(':instanceId')
  async one(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Param('instanceId', ParseIntPipe) instance: number, @Query() q: Params) {
    return this.views.one(applicationId, await this.find.instance(applicationId, id, instance, true), detailsOf(q));
  }

  @Delete(':instanceId')
  @HttpCode(204)
  async delete(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Param('instanceId', ParseIntPipe) instance: number): Promise<void> {
    await this.remove.run(applicationId, id, instance);
  }

  @Get(':instanceId/launchHistory')
  async history(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Param('instanceId', ParseIntPipe) instance: number, @Query() q: Params) {
    const withLog = flagOf('includeHistoryLog', single(q['includeHistoryLog']));
    return toLaunchHistory(id, await this.launches.run(applicationId, id, { instance, withLog }));
  }

  @Get(':instanceId/xAPIStatements')
  async statements(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Param('instanceId', ParseIntPipe) instance: number, @Query() q: Params) {
    const { instance_key: instanceKey } = await this.find.instance(applicationId, id, instance);
    const { filter, more } = toStatementList(q);
    return toStatementPage(await this.statementsOf.list(applicationId, { instanceKey }, filter, more));
  }
}
