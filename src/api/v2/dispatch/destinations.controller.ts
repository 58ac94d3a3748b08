import { Body, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChangeDestination } from '../../../dispatch/change-destination';
import { CreateDestinations } from '../../../dispatch/create-destinations';
import { DeleteDestination } from '../../../dispatch/delete-destination';
import { FindDestinations } from '../../../dispatch/find-destinations';
import { Lti13Configuration } from '../../../dispatch/lti/lti13-configuration';
import { RegisterLti13Tool } from '../../../dispatch/lti/register-lti13-tool';
import { FindSeats } from '../../../dispatch/seats/find-seats';
import { TagDispatching } from '../../../dispatch/tag-dispatching';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, isoOf, sizeOf } from '../v2-lists';
import { type Params, single, toBatchTags, toTags } from '../v2-shapes';
import { toDestinationChange, toDestinationId, toDestinationSchema, toLedgerAnswer, toListQuery, toNewDestinations } from './dispatch.wire';

const kind = 'destination' as const;

/** Destinations themselves and their tags. */
@V2Controller('dispatch/destinations')
export class DestinationsController {
  constructor(
    private readonly create: CreateDestinations,
    private readonly change: ChangeDestination,
    private readonly remove: DeleteDestination,
    private readonly find: FindDestinations,
    private readonly tagging: TagDispatching,
    private readonly lti13: Lti13Configuration,
    private readonly seats: FindSeats,
    private readonly register: RegisterLti13Tool,
  ) {}

  @Post()
  @HttpCode(204)
  async add(@Caller() { applicationId }: V2Caller, @Body() body: unknown): Promise<void> {
    await this.create.run(applicationId, toNewDestinations(body));
  }

  @Get()
  async list(@Caller() { applicationId }: V2Caller, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const page = await this.find.list(applicationId, toListQuery(q, 'destination_id'), {
      more: String(q['more'] ?? '') || undefined, size: sizeOf(q['pageSize']), withTotal: flagOf('includeTotalCount', q['includeTotalCount']), withDispatchCount: flagOf('includeDispatchCount', q['includeDispatchCount']),
    });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { destinations: page.rows.map((row) => ({ id: row.destination.id, data: toDestinationSchema(row) })), more: page.more };
  }

  /** Stands before the routes with an id, because `tags` could be one. */
  @Put('tags')
  @HttpCode(204)
  async tagMany(@Caller() { applicationId }: V2Caller, @Body() body: unknown): Promise<void> {
    await this.tagging.add({ applicationId, kind, ...toBatchTags(body) });
  }

  @Get(':destinationId')
  async one(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string, @Query() q: Params) {
    return toDestinationSchema(await this.find.one(applicationId, id, flagOf('includeDispatchCount', q['includeDispatchCount'])));
  }

  @Put(':destinationId')
  @HttpCode(204)
  async set(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string, @Body() body: unknown): Promise<void> {
    await this.change.run(applicationId, toDestinationId(id), toDestinationChange(body));
  }

  @Delete(':destinationId')
  @HttpCode(204)
  async delete(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string): Promise<void> {
    await this.remove.run(applicationId, id);
  }

  /** What the client enters into its platform of LTI 1.3. */
  @Get(':destinationId/lti13')
  async lti(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string) {
    return this.lti13.ofDestination(applicationId, id);
  }

  /** For a platform that registers tools by itself. */
  @Post(':destinationId/lti13/registration')
  @HttpCode(200)
  async inviteToRegister(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string) {
    const { url, expiresAt } = await this.register.invite(applicationId, id);
    return { url, expires: isoOf(expiresAt) };
  }

  @Get(':destinationId/ledger')
  async ledger(@Caller() { applicationId }: V2Caller, @Param('destinationId') destinationId: string, @Query() q: Params) {
    const page = await this.seats.ledger(applicationId, { destinationId }, single(q['more']), sizeOf(q['pageSize']));
    return { entries: page.rows.map(toLedgerAnswer), more: page.more };
  }

  @Get(':destinationId/tags')
  async tags(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string) {
    return { tags: (await this.find.one(applicationId, id)).tags };
  }

  @Put(':destinationId/tags')
  @HttpCode(204)
  async tag(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string, @Body() body: unknown): Promise<void> {
    await this.tagging.add({ applicationId, kind, ids: [id], tags: toTags(body) });
  }

  @Delete(':destinationId/tags')
  @HttpCode(204)
  async untag(@Caller() { applicationId }: V2Caller, @Param('destinationId') id: string, @Body() body: unknown): Promise<void> {
    await this.tagging.remove({ applicationId, kind, ids: [id], tags: toTags(body) });
  }
}
