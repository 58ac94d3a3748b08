import { Body, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { SuppressAddresses } from '../../../invitations/suppress-addresses';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { type Params, single } from '../v2-shapes';
import { toSuppression, toSuppressionSchema } from './invitation.wire';

/** Addresses that are not to be mailed; an addition of ours to SCORM Cloud's API. */
@V2Controller('invitations/suppressions')
export class SuppressionsController {
  constructor(private readonly suppressions: SuppressAddresses) {}

  @Get()
  async list(@Caller() { applicationId }: V2Caller, @Query() q: Params) {
    const page = await this.suppressions.list(applicationId, single(q['more']));
    return { suppressions: page.rows.map(toSuppressionSchema), more: page.more };
  }

  @Put(':address')
  @HttpCode(204)
  async set(@Caller() { applicationId }: V2Caller, @Param('address') address: string, @Body() body: unknown): Promise<void> {
    const { scope, reason } = toSuppression(body);
    await this.suppressions.set(applicationId, address, scope, reason);
  }

  @Delete(':address')
  @HttpCode(204)
  async remove(@Caller() { applicationId }: V2Caller, @Param('address') address: string): Promise<void> {
    await this.suppressions.remove(applicationId, address);
  }
}
