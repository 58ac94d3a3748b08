import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { applicationUnknown } from '../applications/applications.failures';
import { consoleTokenWrong, signedOut } from '../administrators/administrators.failures';
import { type Role, roleIn } from '../administrators/roles.rules';
import { type VerifiedSession, VerifyConsoleSession } from '../administrators/verify-console-session';
import { Config } from '../platform/config/config';
import { invalidInput } from '../platform/failure';

const longestSeconds = 7 * 86_400;
const reads = new Set(['GET', 'HEAD']);
const headerOf = ({ headers }: FastifyRequest, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

/** The value of a cookie; empty where there is none. */
export function cookieIn({ headers }: FastifyRequest, name: string): string {
  const pair = (headers.cookie ?? '').split(/;\s*/).find((one) => one.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? '';
}

/** What a session may do with the application it speaks of. */
export interface SessionThere {
  session: VerifiedSession;
  applicationId: string;
  role: Role;
  allowDelete: boolean;
}

/** The cookie of the console: no script reads it, no page of another site makes the browser send it, and it opens nothing without the session's token beside it. */
@Injectable()
export class ConsoleCookie {
  private readonly name: string;
  private readonly attributes: string;

  constructor(
    private readonly verify: VerifyConsoleSession,
    { publicUrl }: Config,
  ) {
    const isSecure = publicUrl.startsWith('https:');
    this.name = isSecure ? '__Host-courseway' : 'courseway_console';
    this.attributes = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  }

  secretOf(request: FastifyRequest): string {
    return cookieIn(request, this.name);
  }

  set(reply: FastifyReply, secret: string): void {
    void reply.header('set-cookie', `${this.name}=${secret}; ${this.attributes}; Max-Age=${longestSeconds}`);
  }

  clear(reply: FastifyReply): void {
    void reply.header('set-cookie', `${this.name}=; ${this.attributes}; Max-Age=0`);
  }

  /** Whether a request means to be one of the console. */
  isOf(request: FastifyRequest): boolean {
    return request.headers['x-console-token'] !== undefined || (request.headers.authorization === undefined && this.secretOf(request) !== '');
  }

  /** Reading may go without the token where the answer cannot be read by others. Failures: signed-out, console-token-wrong. */
  async session(request: FastifyRequest, needsToken = !reads.has(request.method), applicationId = headerOf(request, 'x-application')): Promise<VerifiedSession> {
    const secret = this.secretOf(request);
    const session = secret ? await this.verify.run(secret, applicationId) : undefined;
    if (!session) throw signedOut();
    if (needsToken && !this.verify.hasToken(secret, headerOf(request, 'x-console-token'))) throw consoleTokenWrong();
    return session;
  }

  /** The session with its role in an application: that of X-Application, unless another is given. Failures: the same, invalid-input, and application-unknown, also for one that is none of theirs. */
  async there(request: FastifyRequest, needsToken?: boolean, applicationId = headerOf(request, 'x-application')): Promise<SessionThere> {
    const session = await this.session(request, needsToken, applicationId);
    if (!applicationId) throw invalidInput('X-Application', 'is required: the id of the application that is meant');
    const role = session.application && roleIn(session, applicationId);
    if (!session.application || !role) throw applicationUnknown(applicationId);
    return { session, applicationId, role, allowDelete: session.application.allowDelete };
  }
}
