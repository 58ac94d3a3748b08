import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { roleMissing } from '../../administrators/administrators.failures';
import { maySeeMails } from '../../administrators/roles.rules';
import { notForManagement, unauthorized } from '../../applications/applications.failures';
import { VerifyCredential } from '../../applications/verify-credential';
import { Config } from '../../platform/config/config';
import { ConsoleCookie } from '../console-cookie';

type KnownRequest = FastifyRequest & { mailboxOf?: string };

/** The application whose mailbox is opened. */
export const MailboxOf = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { mailboxOf } = context.switchToHttp().getRequest<KnownRequest>();
  if (!mailboxOf) throw unauthorized();
  return mailboxOf;
});

const namesApplication = ({ query, headers }: FastifyRequest) => Boolean(headers['x-application'] || (query as { application?: string }).application);

/** There is no mailbox beside a mail server; else an application's id and secret open its own, and so does a session of the console (a page in a new tab names the application in its address). */
@Injectable()
export class MailboxGuard implements CanActivate {
  constructor(
    private readonly credentials: VerifyCredential,
    private readonly config: Config,
    private readonly cookie: ConsoleCookie,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    if (this.config.smtp) throw new NotFoundException('Not found');
    request.mailboxOf = this.cookie.isOf(request) && namesApplication(request) ? await this.ofSession(request) : await this.ofCredential(request);
    return true;
  }

  /** Mailboxes are only read, and what is answered can be read by no page of another site: no token is needed. */
  private async ofSession(request: FastifyRequest): Promise<string> {
    const { application } = request.query as { application?: string };
    const { applicationId, role } = await this.cookie.there(request, false, application || undefined);
    if (!maySeeMails(role)) throw roleMissing('links in mails act as the people they were sent to');
    return applicationId;
  }

  private async ofCredential(request: FastifyRequest): Promise<string> {
    const [, value = ''] = /^basic\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const text = Buffer.from(value, 'base64').toString('utf8');
    const at = text.indexOf(':');
    const caller = at < 0 ? undefined : await this.credentials.run(text.slice(0, at), text.slice(at + 1));
    if (!caller) throw unauthorized();
    if (caller.isManagement) throw notForManagement();
    return caller.applicationId;
  }
}
