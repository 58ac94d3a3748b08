import { Body, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ChangeInvitation } from '../../../invitations/change-invitation';
import { CreateInvitation } from '../../../invitations/create-invitation';
import { FindInvitations } from '../../../invitations/find-invitations';
import { FindRecipients } from '../../../invitations/find-recipients';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf, sizeOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';
import { toInvitationQuery, toNewPublic, toPublicChange, toPublicSchema, toRecipientQuery, toUserInvitationSchema } from './invitation.wire';

/** Public invitations: one link that anybody may join by. */
@V2Controller('invitations/public')
export class PublicInvitationsController {
  constructor(
    private readonly create: CreateInvitation,
    private readonly change: ChangeInvitation,
    private readonly find: FindInvitations,
    private readonly recipients: FindRecipients,
  ) {}

  @Post()
  @HttpCode(200)
  async add(@Caller() { applicationId }: V2Caller, @Body() body: unknown) {
    const id = await this.create.run(toNewPublic(applicationId, body));
    return toPublicSchema(await this.find.one(applicationId, id, true), { withCount: false });
  }

  @Get()
  async list(@Caller() { applicationId }: V2Caller, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const page = await this.find.list(applicationId, toInvitationQuery(q, true), { more: single(q['more']), size: sizeOf(q['pageSize']), withTotal: flagOf('includeTotalCount', q['includeTotalCount']) });
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { invitations: page.rows.map((row) => toPublicSchema(row, { withCount: false })), more: page.more };
  }

  @Get(':invitationId')
  async one(@Caller() { applicationId }: V2Caller, @Param('invitationId') id: string, @Query('includeRegistrationCount') count: unknown) {
    return toPublicSchema(await this.find.one(applicationId, id, true), { withCount: flagOf('includeRegistrationCount', count) });
  }

  @Put(':invitationId')
  async set(@Caller() { applicationId }: V2Caller, @Param('invitationId') id: string, @Body() body: unknown) {
    await this.change.run(applicationId, id, true, toPublicChange(body));
    return toPublicSchema(await this.find.one(applicationId, id, true), { withCount: false });
  }

  @Get(':invitationId/userInvitations')
  async users(@Caller() { applicationId }: V2Caller, @Param('invitationId') id: string, @Query() q: Params, @Res({ passthrough: true }) reply: FastifyReply) {
    const options = { more: single(q['more']), size: sizeOf(q['pageSize']), withTotal: flagOf('includeTotalCount', q['includeTotalCount']), withReport: flagOf('includeRegistrationReport', q['includeRegistrationReport']) };
    const page = await this.recipients.list(applicationId, { id, isPublic: true }, toRecipientQuery(q), options);
    if (page.total !== undefined) void reply.header('x-total-count', String(page.total));
    return { userInvitations: page.rows.map(toUserInvitationSchema), more: page.more };
  }
}
