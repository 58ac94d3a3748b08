import { Body, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChangeDestination } from '../../../dispatch/change-destination';
import { ChangeDispatches } from '../../../dispatch/change-dispatches';
import { DeleteDispatches } from '../../../dispatch/delete-dispatches';
import { FindDestinations } from '../../../dispatch/find-destinations';
import { FindDispatches } from '../../../dispatch/find-dispatches';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, sizeOf } from '../v2-lists';
import { type Params } from '../v2-shapes';
import { toDispatchSchema, toEnabled, toListQuery } from './dispatch.wire';

/** All dispatches of one destination at once. */
@V2Controller('dispatch/destinations/:destinationId/dispatches')
export class DestinationDispatchesController {
  constructor(
    private readonly find: FindDispatches,
    private readonly destinations: FindDestinations,
    private readonly change: ChangeDispatches,
    private readonly remove: DeleteDispatches,
    private readonly changeDestination: ChangeDestination,
  ) {}

  @Get()
  async list(@Caller() { applicationId }: V2Caller, @Param('destinationId') destinationId: string, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const withTotal = flagOf('includeTotalCount', q['includeTotalCount']);
    const page = await this.find.list(applicationId, toListQuery(q, 'dispatch_id'), { more: String(q['more'] ?? '') || undefined, size: sizeOf(q['pageSize']), withTotal, destinationId });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { dispatches: page.rows.map((row) => ({ id: row.dispatch.id, data: toDispatchSchema(row) })), more: page.more };
  }

  @Delete()
  @HttpCode(204)
  async delete(@Caller() { applicationId }: V2Caller, @Param('destinationId') destinationId: string): Promise<void> {
    await this.remove.run(applicationId, { destinationId });
  }

  @Post('enabled')
  @HttpCode(204)
  async enable(@Caller() { applicationId }: V2Caller, @Param('destinationId') destinationId: string, @Body() body: unknown): Promise<void> {
    await this.change.run(applicationId, { destinationId }, { enabled: toEnabled(body) });
  }

  @Post('registrationInstancing')
  @HttpCode(204)
  async instance(@Caller() { applicationId }: V2Caller, @Param('destinationId') destinationId: string, @Body() body: unknown): Promise<void> {
    await this.change.run(applicationId, { destinationId }, { instanced: toEnabled(body) });
  }

  @Get('hashUserInfo')
  async hashes(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string) {
    return { enabled: (await this.destinations.one(applicationId, id)).destination.hashUserInfo };
  }

  @Put('hashUserInfo')
  @HttpCode(204)
  async setHashes(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string, @Body() body: unknown): Promise<void> {
    await this.changeDestination.setHashUserInfo(applicationId, id, toEnabled(body));
  }

  @Get('registrationCount')
  async count(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string) {
    return { result: await this.destinations.registrationCount(applicationId, id) };
  }

  @Delete('registrationCount')
  @HttpCode(204)
  async reset(@Caller() { applicationId }: V2Caller, @Param('destinationId') destinationId: string): Promise<void> {
    await this.change.resetCounts(applicationId, { destinationId });
  }
}
