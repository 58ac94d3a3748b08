import { Body, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { DescribeOverride } from '../../../runtime/describe-override';
import { OverrideResult } from '../../../runtime/override-result';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { setterOf, toOverride, toOverrideAnswer } from './result-override.wire';

/** A result that is set over what the learner did; an operation of ours. */
@V2Controller('registrations/:registrationId/resultOverride')
export class ResultOverrideController {
  constructor(
    private readonly override: OverrideResult,
    private readonly describe: DescribeOverride,
  ) {}

  @Get()
  async read(@Caller() { applicationId }: V2Caller, @Param('registrationId') id: string) {
    return toOverrideAnswer(await this.describe.run(applicationId, id));
  }

  @Put()
  @HttpCode(204)
  async set(@Caller() caller: V2Caller, @Param('registrationId') id: string, @Body() body: unknown): Promise<void> {
    await this.override.run(caller.applicationId, id, toOverride(caller, body));
  }

  @Delete()
  @HttpCode(204)
  async takeBack(@Caller() caller: V2Caller, @Param('registrationId') id: string): Promise<void> {
    await this.override.run(caller.applicationId, id, { by: setterOf(caller) });
  }
}
