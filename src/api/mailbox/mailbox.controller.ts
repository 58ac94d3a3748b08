import { Controller, Get, Header, NotFoundException, Param, Query, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { FindKeptMails } from '../../platform/mail/find-kept-mails';
import { parseInput } from '../read-body';
import { MailboxOf, MailboxGuard } from './mailbox.guard';
import { MailboxFailuresFilter } from './mailbox-failures.filter';
import { foreignHeaders, MailboxPages, pageHeaders } from './mailbox-pages';

const listQuery = z.object({ to: z.string().max(320).optional(), more: z.string().max(64).optional(), application: z.string().max(64).optional() });
const mediaType = /^[\w.+-]+\/[\w.+-]+(;[\x20-\x7e]*)?$/;

/** Without a mail server: what would have been sent, as pages and as JSON. */
@Controller('dev/mailbox')
@UseGuards(MailboxGuard)
@UseFilters(MailboxFailuresFilter)
export class MailboxController {
  constructor(
    private readonly mails: FindKeptMails,
    private readonly pages: MailboxPages,
  ) {}

  @Get()
  async list(@MailboxOf() applicationId: string, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    const asked = parseInput(listQuery, query, 'query');
    await this.send(reply, pageHeaders, this.pages.list(await this.mails.page(applicationId, asked), asked));
  }

  @Get('messages')
  @Header('cache-control', 'no-store')
  async listAsJson(@MailboxOf() applicationId: string, @Query() query: unknown) {
    const { messages, more } = await this.mails.page(applicationId, parseInput(listQuery, query, 'query'));
    return { messages: messages.map((line) => ({ ...line, createdAt: new Date(line.createdAt).toISOString() })), more: more ?? null };
  }

  @Get('messages/:id')
  @Header('cache-control', 'no-store')
  async asJson(@MailboxOf() applicationId: string, @Param('id') id: string) {
    const mail = await this.found(applicationId, id);
    return { ...mail, createdAt: new Date(mail.createdAt).toISOString(), attachments: mail.attachments ?? [] };
  }

  @Get('view/:id')
  async view(@MailboxOf() applicationId: string, @Param('id') id: string, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    await this.send(reply, pageHeaders, this.pages.message(await this.found(applicationId, id), parseInput(listQuery, query, 'query').application));
  }

  /** For the frame in the page. */
  @Get('view/:id/html')
  async html(@MailboxOf() applicationId: string, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.send(reply, foreignHeaders, (await this.found(applicationId, id)).html);
  }

  @Get('view/:id/attachments/:n')
  async attachment(@MailboxOf() applicationId: string, @Param('id') id: string, @Param('n') n: string, @Res() reply: FastifyReply): Promise<void> {
    const file = (await this.found(applicationId, id)).attachments?.[Number(n)];
    if (!file) throw new NotFoundException('Not found');
    const name = encodeURIComponent(Buffer.from(file.filename).toString()).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
    await reply
      .headers({ ...foreignHeaders, 'content-disposition': `attachment; filename*=UTF-8''${name}`, 'content-type': mediaType.test(file.contentType) ? file.contentType : 'application/octet-stream' })
      .send(Buffer.from(file.content));
  }

  private async found(applicationId: string, id: string) {
    const mail = await this.mails.one(applicationId, id);
    if (!mail) throw new NotFoundException('Not found');
    return mail;
  }

  private async send(reply: FastifyReply, headers: Record<string, string>, html: string): Promise<void> {
    await reply.headers(headers).type('text/html; charset=utf-8').send(html);
  }
}
