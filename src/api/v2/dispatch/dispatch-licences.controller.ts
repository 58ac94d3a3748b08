import { Body, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ChangeVersionPolicy } from '../../../dispatch/change-version-policy';
import { RevokePackageKeys } from '../../../dispatch/package/revoke-package-keys';
import { FindSeats } from '../../../dispatch/seats/find-seats';
import { ReleaseSeat } from '../../../dispatch/seats/release-seat';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { sizeOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';
import { toGraceHours, toKeyAnswer, toLedgerAnswer, toReason, toSeatAnswer, toVersionPolicy } from './dispatch.wire';

/** What a dispatch may be used for and what was: seats and their ledger, versions, downloads. */
@V2Controller('dispatch/dispatches/:dispatchId')
export class DispatchLicencesController {
  constructor(
    private readonly find: FindSeats,
    private readonly release: ReleaseSeat,
    private readonly versions: ChangeVersionPolicy,
    private readonly keys: RevokePackageKeys,
  ) {}

  @Get('seats')
  async seats(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Query() q: Params) {
    const page = await this.find.run(applicationId, id, single(q['more']), sizeOf(q['pageSize']));
    return { seats: page.rows.map(toSeatAnswer), more: page.more };
  }

  @Get('ledger')
  async ledger(@Caller() { applicationId }: V2Caller, @Param('dispatchId') dispatchId: string, @Query() q: Params) {
    const page = await this.find.ledger(applicationId, { dispatchId }, single(q['more']), sizeOf(q['pageSize']));
    return { entries: page.rows.map(toLedgerAnswer), more: page.more };
  }

  @Post('seats/:seatId/refund')
  @HttpCode(204)
  async refund(@Caller() { applicationId, credentialId }: V2Caller, @Param('dispatchId') dispatchId: string, @Param('seatId') seatKey: string, @Body() body: unknown): Promise<void> {
    await this.release.run({ applicationId, dispatchId, seatKey, how: 'refunded', reason: toReason(body), actor: credentialId });
  }

  @Post('seats/:seatId/void')
  @HttpCode(204)
  async void(@Caller() { applicationId, credentialId }: V2Caller, @Param('dispatchId') dispatchId: string, @Param('seatId') seatKey: string, @Body() body: unknown): Promise<void> {
    await this.release.run({ applicationId, dispatchId, seatKey, how: 'voided', reason: toReason(body), actor: credentialId });
  }

  @Get('versionPolicy')
  versionPolicy(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string) {
    return this.versions.read(applicationId, id);
  }

  @Put('versionPolicy')
  @HttpCode(204)
  async setVersionPolicy(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Body() body: unknown): Promise<void> {
    await this.versions.run(applicationId, id, toVersionPolicy(body));
  }

  @Post('rollback')
  @HttpCode(200)
  rollBack(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string) {
    return this.versions.rollBack(applicationId, id);
  }

  @Get('keys')
  async packageKeys(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string) {
    return { keys: (await this.keys.downloads(applicationId, id)).map(toKeyAnswer) };
  }

  @Post('keys/rotate')
  @HttpCode(200)
  async rotate(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Body() body: unknown) {
    return { result: await this.keys.run(applicationId, id, { graceHours: toGraceHours(body) }) };
  }

  @Delete('keys/:keyId')
  @HttpCode(204)
  async revoke(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Param('keyId') keyId: string): Promise<void> {
    await this.keys.run(applicationId, id, { keyId });
  }
}
