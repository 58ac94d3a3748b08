import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { roleMissing, signedOut } from '../../administrators/administrators.failures';
import type { SignedInActor } from '../../administrators/record-audit';
import type { VerifiedSession } from '../../administrators/verify-console-session';
import { invalidInput } from '../../platform/failure';
import { ConsoleCookie } from '../console-cookie';

type Door = 'open' | 'session' | 'installation';
type KnownRequest = FastifyRequest & { console?: SignedIn };

export interface SignedIn {
  session: VerifiedSession;
  actor: SignedInActor;
}

const door = 'console:door';
/** For those who are not signed in yet. */
export const ForEverybody = () => SetMetadata(door, 'open' satisfies Door);
export const ForInstallationOwners = () => SetMetadata(door, 'installation' satisfies Door);

/** Who is signed in; the guard has let them in. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const { console: known } = context.switchToHttp().getRequest<KnownRequest>();
  if (!known) throw signedOut();
  return known;
});

/** Everything but signing in needs a session; everything but reading its token too. */
@Injectable()
export class ConsoleGuard implements CanActivate {
  constructor(
    private readonly cookie: ConsoleCookie,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const needed = this.reflector.get<Door | undefined>(door, context.getHandler()) ?? this.reflector.get<Door | undefined>(door, context.getClass()) ?? 'session';
    if (request.body !== undefined && !/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw invalidInput('Content-Type', 'must be application/json');
    if (needed === 'open') return true;
    const session = await this.cookie.session(request);
    if (needed === 'installation' && !session.isInstallationOwner) throw roleMissing('it is for owners of the installation');
    request.console = { session, actor: { administratorKey: session.administratorKey, email: session.email, address: request.ip } };
    return true;
  }
}
