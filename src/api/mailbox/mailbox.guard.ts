import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { notForManagement, unauthorized } from '../../applications/applications.failures';
import { VerifyCredential } from '../../applications/verify-credential';
import { Config } from '../../platform/config/config';

type KnownRequest = FastifyRequest & { mailboxOf?: string };

/** The application whose mailbox is opened. */
export const MailboxOf = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { mailboxOf } = context.switchToHttp().getRequest<KnownRequest>();
  if (!mailboxOf) throw unauthorized();
  return mailboxOf;
});

/** There is no mailbox beside a mail server; else an application's id and secret open its own. */
@Injectable()
export class MailboxGuard implements CanActivate {
  constructor(
    private readonly credentials: VerifyCredential,
    private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    if (this.config.smtp) throw new NotFoundException('Not found');
    const [, value = ''] = /^basic\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const text = Buffer.from(value, 'base64').toString('utf8');
    const at = text.indexOf(':');
    const caller = at < 0 ? undefined : await this.credentials.run(text.slice(0, at), text.slice(at + 1));
    if (!caller) throw unauthorized();
    if (caller.isManagement) throw notForManagement();
    request.mailboxOf = caller.applicationId;
    return true;
  }
}
