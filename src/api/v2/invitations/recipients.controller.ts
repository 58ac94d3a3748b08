import { Body, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ChangeInvitation } from '../../../invitations/change-invitation';
import { ChangeRecipient } from '../../../invitations/change-recipient';
import { ImportRecipients } from '../../../invitations/import-recipients';
import { receiveFile } from '../../multipart';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { flagOf } from '../v2-lists';
import { toRecipientChange, toRecipients } from './invitation.wire';

const mostCsvBytes = 64 * 1024 ** 2;

/** The people of a private invitation, beyond what SCORM Cloud's API has: more of them (JSON or CSV), and each of them mended. */
@V2Controller('invitations/private/:invitationId/recipients')
export class RecipientsController {
  constructor(
    private readonly change: ChangeInvitation,
    private readonly csv: ImportRecipients,
    private readonly one: ChangeRecipient,
  ) {}

  /** JSON `{recipients: [...]}` is checked in the job; a CSV (as the body, or as the part `file`) is answered row by row. */
  @Post()
  @HttpCode(200)
  async add(@Caller() { applicationId }: V2Caller, @Param('invitationId') id: string, @Query('dryRun') dryRun: unknown, @Body() body: unknown, @Req() request: FastifyRequest) {
    const type = request.headers['content-type'] ?? '';
    const dry = flagOf('dryRun', dryRun);
    if (type.startsWith('text/csv')) return this.csv.run(applicationId, id, request.raw, dry);
    if (type.startsWith('multipart/')) return receiveFile(request, 'file', mostCsvBytes, (file) => this.csv.run(applicationId, id, file, dry));
    const recipients = toRecipients(body);
    if (!dry) await this.change.run(applicationId, id, false, { recipients });
    return { rows: recipients.length };
  }

  @Put(':recipientId')
  @HttpCode(204)
  async set(@Caller() { applicationId }: V2Caller, @Param('invitationId') id: string, @Param('recipientId') recipientId: string, @Body() body: unknown): Promise<void> {
    await this.one.run(applicationId, id, recipientId, toRecipientChange(body));
  }

  @Post(':recipientId/resend')
  @HttpCode(204)
  async resend(@Caller() { applicationId }: V2Caller, @Param('invitationId') id: string, @Param('recipientId') recipientId: string): Promise<void> {
    await this.one.resend(applicationId, id, recipientId);
  }
}
