import { Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { FindRegistrations } from '../../../registrations/find-registrations';
import { FindLaunches } from '../../../runtime/find-launches';
import { ForgetGlobalData } from '../../../runtime/forget-global-data';
import { ResetRegistration } from '../../../runtime/reset-registration';
import { toStatementList, toStatementPage } from '../statements.wire';
import { FindStatements } from '../../../xapi/statements/find-statements';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';
import { toLaunchHistory } from './launch-history.wire';

/** What a learner's work left in a registration: its launches and statements, and dropping it. */
@V2Controller('registrations/:registrationId')
export class RegistrationWorkController {
  constructor(
    private readonly find: FindRegistrations,
    private readonly launches: FindLaunches,
    private readonly reset: ResetRegistration,
    private readonly globals: ForgetGlobalData,
    private readonly statementsOf: FindStatements,
  ) {}

  @Delete('progress')
  @HttpCode(204)
  async dropProgress(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string): Promise<void> {
    await this.reset.run(applicationId, id);
  }

  @Delete('globalData')
  @HttpCode(204)
  async dropGlobalData(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string): Promise<void> {
    await this.globals.run(applicationId, id);
  }

  @Get('launchHistory')
  async history(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Query() q: Params) {
    return toLaunchHistory(id, await this.launches.run(applicationId, id, { withLog: flagOf('includeHistoryLog', single(q['includeHistoryLog'])) }));
  }

  @Get('xAPIStatements')
  async statements(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string, @Query() q: Params) {
    const { instance_key: instanceKey } = await this.find.one(applicationId, id);
    const { filter, more } = toStatementList(q);
    return toStatementPage(await this.statementsOf.list(applicationId, { instanceKey }, filter, more));
  }
}
