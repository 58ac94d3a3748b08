import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { roleMissing } from '../../administrators/administrators.failures';
import { accessForSession, mayManage, scopesOf } from '../../administrators/roles.rules';
import type { VerifiedSession } from '../../administrators/verify-console-session';
import { deletionNotAllowed, managementOnly, notForManagement, scopeMissing, unauthorized } from '../../applications/applications.failures';
import { IssueAccessToken } from '../../applications/issue-access-token';
import { scopesThatOpen } from '../../applications/scopes.rules';
import { type VerifiedCredential, VerifyCredential } from '../../applications/verify-credential';
import { ConsoleCookie } from '../console-cookie';
import { RateLimit } from '../rate-limit';
import { accessTo, isDeletion, operationOf } from './operation-access.rules';

export interface V2Caller extends VerifiedCredential {
  /** Present when a bearer token was used, or a session of the console. */
  scopes?: readonly string[];
  session?: VerifiedSession;
}
type KnownRequest = FastifyRequest & { caller?: V2Caller };

/** The application that calls; the guard has let it in. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): V2Caller => {
  const { caller } = context.switchToHttp().getRequest<KnownRequest>();
  if (!caller) throw unauthorized();
  return caller;
});

/** Basic (application id and secret), bearer tokens, or a session of the console with its token, held against the one table of operations. None stands in for another. */
@Injectable()
export class V2AuthGuard implements CanActivate {
  constructor(
    private readonly credentials: VerifyCredential,
    private readonly tokens: IssueAccessToken,
    private readonly limit: RateLimit,
    private readonly cookie: ConsoleCookie,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const access = accessTo(request.method, request.routeOptions.url ?? '');
    if (access === 'public') return true;
    const caller = this.cookie.isOf(request) ? await this.sessionOf(request) : await this.callerOf(request.headers.authorization ?? '');
    if (!caller || access === undefined) throw unauthorized();
    await this.limit.count(caller.applicationId, context.switchToHttp().getResponse<FastifyReply>());
    if (caller.session) this.checkSession(caller, caller.session, request, access);
    else this.check(caller, access);
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

  /** No key of the application: nothing that needs one is open. */
  private async sessionOf(request: FastifyRequest): Promise<V2Caller> {
    const { session, applicationId, role, allowDelete } = await this.cookie.there(request, true);
    return { applicationId, credentialId: session.administratorKey, secretHash: '', isManagement: false, allowDelete, scopes: scopesOf(role), session };
  }

  private checkSession({ applicationId, scopes = [] }: V2Caller, session: VerifiedSession, request: FastifyRequest, access: string): void {
    const operation = operationOf(request.method, request.routeOptions.url ?? '');
    if (access.startsWith('management ')) {
      if (!mayManage(session, applicationId, operation, (request.params as { childAppId?: string }).childAppId)) throw roleMissing('application management is for owners');
      return;
    }
    const needed = access === 'basic' ? [] : scopesThatOpen(accessForSession(operation, access));
    if (!needed.some((scope) => scopes.includes(scope))) throw roleMissing(needed.length ? `it needs ${needed.at(-1)}` : "it needs the application's own id and secret");
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
