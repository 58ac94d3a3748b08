import { Body, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { FindInvitations } from '../../../invitations/find-invitations';
import { TagInvitations } from '../../../invitations/tag-invitations';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, sizeOf } from '../v2-lists';
import { type Params, single, toBatchTags, toTags } from '../v2-shapes';
import { toInvitationQuery, toSummarySchema } from './invitation.wire';

/** Invitations of either kind: the list and the tags. */
@V2Controller('invitations')
export class InvitationsController {
  constructor(
    private readonly find: FindInvitations,
    private readonly tagging: TagInvitations,
  ) {}

  @Get()
  async list(@Caller() { applicationId }: V2Caller, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const page = await this.find.list(applicationId, toInvitationQuery(q), { more: single(q['more']), size: sizeOf(q['pageSize']), withTotal: flagOf('includeTotalCount', q['includeTotalCount']) });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { invitations: page.rows.map(toSummarySchema), more: page.more };
  }

  @Put('tags')
  @HttpCode(204)
  async tagMany(@Caller() { applicationId }: V2Caller, @Body() body: unknown): Promise<void> {
    const { ids, tags } = toBatchTags(body);
    await this.tagging.add(applicationId, ids, tags);
  }

  @Get(':invitationId/tags')
  async tags(@Caller() { applicationId }: V2Caller, @Param('invitationId') id: string) {
    return { tags: await this.tagging.read(applicationId, id) };
  }

  @Put(':invitationId/tags')
  @HttpCode(204)
  async tag(@Caller() { applicationId }: V2Caller, @Param('invitationId') id: string, @Body() body: unknown): Promise<void> {
    await this.tagging.add(applicationId, [id], toTags(body));
  }

  @Delete(':invitationId/tags')
  @HttpCode(204)
  async untag(@Caller() { applicationId }: V2Caller, @Param('invitationId') id: string, @Body() body: unknown): Promise<void> {
    await this.tagging.remove(applicationId, id, toTags(body));
  }
}
