import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiKey } from '../../applications/api-key.entity';
import { scopesThatAllow } from '../../applications/api-key-scopes.rules';
import { deletionNotAllowed, managementOnly, scopeMissing, unauthorized } from '../../applications/applications.failures';
import { VerifyApiKey } from '../../applications/verify-api-key';
import { VerifyCredential } from '../../applications/verify-credential';
import { Clock } from '../../platform/clock';
import { RateLimit } from '../rate-limit';
import { accessTo } from './session-access.rules';

export interface SessionsCaller {
  /** Of application management itself for its credentials, which have no key. */
  applicationId: string;
  allowDelete: boolean;
  key?: ApiKey;
}
type KnownRequest = FastifyRequest & { sessionsCaller?: SessionsCaller };

/** The application that calls; the guard has let it in. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): SessionsCaller => {
  const { sessionsCaller } = context.switchToHttp().getRequest<KnownRequest>();
  if (!sessionsCaller) throw unauthorized();
  return sessionsCaller;
});

/** API keys in X-API-Key or as a bearer, held against the one table of operations; for keys themselves also the credentials of application management. */
@Injectable()
export class SessionsGuard implements CanActivate {
  constructor(
    private readonly keys: VerifyApiKey,
    private readonly credentials: VerifyCredential,
    private readonly limit: RateLimit,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<KnownRequest>(), http.getResponse<FastifyReply>()];
    const access = accessTo(request.method, request.routeOptions.url ?? '');
    if (access === 'public') return true;
    const caller = await this.callerOf(request, access === 'keys');
    await this.limit.count(caller.applicationId, reply).finally(() => this.tellLimit(reply));
    const allowing = scopesThatAllow(access === 'keys' || access === undefined ? 'admin' : access);
    if (caller.key && !allowing.some((scope) => caller.key?.scopes.includes(scope))) throw scopeMissing(allowing);
    if (!caller.allowDelete && request.method === 'DELETE' && access !== 'keys') throw deletionNotAllowed();
    request.sessionsCaller = caller;
    return true;
  }

  private async callerOf({ headers }: FastifyRequest, opensToManagement: boolean): Promise<SessionsCaller> {
    const [scheme = '', value = ''] = (headers.authorization ?? '').split(/\s+/, 2);
    const text = typeof headers['x-api-key'] === 'string' ? headers['x-api-key'].trim() : /^bearer$/i.test(scheme) ? value : '';
    if (text) return this.keys.run(text);
    if (!opensToManagement || !/^basic$/i.test(scheme)) throw unauthorized();
    const pair = Buffer.from(value, 'base64').toString('utf8');
    const at = pair.indexOf(':');
    const known = at < 0 ? undefined : await this.credentials.run(pair.slice(0, at), pair.slice(at + 1));
    if (!known) throw unauthorized();
    if (!known.isManagement) throw managementOnly();
    return { applicationId: known.applicationId, allowDelete: known.allowDelete };
  }

  /** The same figures under the names that clients of this API read; the end of the minute as Unix seconds. */
  private tellLimit(reply: FastifyReply): void {
    const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) => reply.getHeader(`ratelimit-${name}`));
    if (limit === undefined) return;
    void reply.headers({ 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': Math.ceil(this.clock.now() / 1000) + Number(reset) });
  }
}
