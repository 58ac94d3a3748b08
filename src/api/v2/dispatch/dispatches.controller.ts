import { Body, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChangeDispatches } from '../../../dispatch/change-dispatches';
import { CreateDispatches } from '../../../dispatch/create-dispatches';
import { DeleteDispatches } from '../../../dispatch/delete-dispatches';
import { FindDispatches } from '../../../dispatch/find-dispatches';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, sizeOf } from '../v2-lists';
import { type Params } from '../v2-shapes';
import { toDispatchChange, toDispatchSchema, toListQuery, toNewDispatches } from './dispatch.wire';

/** Dispatches: make, list, change and delete. */
@V2Controller('dispatch/dispatches')
export class DispatchesController {
  constructor(
    private readonly create: CreateDispatches,
    private readonly find: FindDispatches,
    private readonly change: ChangeDispatches,
    private readonly remove: DeleteDispatches,
  ) {}

  @Post()
  @HttpCode(204)
  async add(@Caller() { applicationId }: V2Caller, @Body() body: unknown): Promise<void> {
    await this.create.run(applicationId, toNewDispatches(body));
  }

  @Get()
  async list(@Caller() { applicationId }: V2Caller, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const page = await this.find.list(applicationId, toListQuery(q, 'dispatch_id'), { more: String(q['more'] ?? '') || undefined, size: sizeOf(q['pageSize']), withTotal: flagOf('includeTotalCount', q['includeTotalCount']) });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { dispatches: page.rows.map((row) => ({ id: row.dispatch.id, data: toDispatchSchema(row) })), more: page.more };
  }

  @Put()
  @HttpCode(204)
  async changeMany(@Caller() { applicationId }: V2Caller, @Query() q: Params, @Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const changed = await this.change.run(applicationId, { query: toListQuery(q, 'dispatch_id') }, toDispatchChange(body));
    void reply.header('x-total-count', String(changed));
  }

  @Delete()
  @HttpCode(204)
  async deleteMany(@Caller() { applicationId }: V2Caller, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const deleted = await this.remove.run(applicationId, { query: toListQuery(q, 'dispatch_id') });
    void reply.header('x-total-count', String(deleted));
  }

  @Get(':dispatchId')
  async one(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string) {
    return toDispatchSchema(await this.find.one(applicationId, id));
  }

  @Put(':dispatchId')
  @HttpCode(204)
  async set(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Body() body: unknown): Promise<void> {
    await this.change.run(applicationId, { id }, toDispatchChange(body));
  }

  @Delete(':dispatchId')
  @HttpCode(204)
  async delete(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string): Promise<void> {
    await this.remove.run(applicationId, { id });
  }
}
