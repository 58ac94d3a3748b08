import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deletionNotAllowed, managementOnly, notForManagement, scopeMissing, unauthorized } from '../../applications/applications.failures';
import { IssueAccessToken } from '../../applications/issue-access-token';
import { scopesThatOpen } from '../../applications/scopes.rules';
import { type VerifiedCredential, VerifyCredential } from '../../applications/verify-credential';
import { accessTo, isDeletion } from './operation-access.rules';
import { RateLimit } from '../rate-limit';

export interface V2Caller extends VerifiedCredential {
  /** Present when a bearer token was used. */
  scopes?: readonly string[];
}
type KnownRequest = FastifyRequest & { caller?: V2Caller };

/** The application that calls; the guard has let it in. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): V2Caller => {
  const { caller } = context.switchToHttp().getRequest<KnownRequest>();
  if (!caller) throw unauthorized();
  return caller;
});

/** Basic (application id and secret) or bearer tokens, held against the one table of operations. */
@Injectable()
export class V2AuthGuard implements CanActivate {
  constructor(
    private readonly credentials: VerifyCredential,
    private readonly tokens: IssueAccessToken,
    private readonly limit: RateLimit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const access = accessTo(request.method, request.routeOptions.url ?? '');
    if (access === 'public') return true;
    const caller = await this.callerOf(request.headers.authorization ?? '');
    if (!caller || access === undefined) throw unauthorized();
    await this.limit.count(caller.applicationId, context.switchToHttp().getResponse<FastifyReply>());
    this.check(caller, access);
    if (!caller.allowDelete && isDeletion(request.method, request.routeOptions.url ?? '')) throw deletionNotAllowed();
    request.caller = caller;
    return true;
  }

  private async callerOf(header: string): Promise<V2Caller | undefined> {
    const [scheme = '', value = ''] = header.split(/\s+/, 2);
    if (/^bearer$/i.test(scheme)) return this.tokens.callerOf(value);
    if (!/^basic$/i.test(scheme)) return undefined;
    const text = Buffer.from(value, 'base64').toString('utf8');
    const at = text.indexOf(':');
    return at < 0 ? undefined : this.credentials.run(text.slice(0, at), text.slice(at + 1));
  }

  private check(caller: V2Caller, access: string): void {
    const management = access.startsWith('management ');
    if (management && !caller.isManagement) throw managementOnly();
    if (!management && caller.isManagement) throw notForManagement();
    if (!caller.scopes) return;
    const needed = access === 'basic' ? [] : scopesThatOpen(access.replace('management ', ''));
    if (!needed.some((scope) => caller.scopes?.includes(scope))) throw scopeMissing(needed);
  }
}
