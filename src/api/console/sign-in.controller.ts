import { Body, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AcceptInvitation } from '../../administrators/accept-invitation';
import { CreateFirstAdministrator } from '../../administrators/create-first-administrator';
import { DescribeConsoleSession } from '../../administrators/describe-console-session';
import { EndConsoleSession } from '../../administrators/end-console-session';
import { SignIn } from '../../administrators/sign-in';
import { ConsoleCookie } from '../console-cookie';
import { ConsoleController } from './console-controller';
import { browserOf } from './browser-of';
import { ForEverybody, type SignedIn, Who } from './console.guard';
import { fromSession, toFirst, toInvited, toSignIn } from './console.wire';

/** In and out. */
@ConsoleController()
export class SignInController {
  constructor(
    private readonly cookie: ConsoleCookie,
    private readonly describe: DescribeConsoleSession,
    private readonly signIn: SignIn,
    private readonly first: CreateFirstAdministrator,
    private readonly accept: AcceptInvitation,
    private readonly end: EndConsoleSession,
  ) {}

  @Get('session')
  @ForEverybody()
  async session(@Req() request: FastifyRequest) {
    return fromSession(await this.describe.run(this.cookie.secretOf(request)));
  }

  @Post('sign-in')
  @HttpCode(200)
  @ForEverybody()
  async in(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.enter(reply, await this.signIn.run(toSignIn(body), browserOf(request)));
  }

  @Post('first-administrator')
  @HttpCode(200)
  @ForEverybody()
  async makeFirst(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.enter(reply, await this.first.run(toFirst(body), browserOf(request)));
  }

  @Post('invited')
  @HttpCode(200)
  @ForEverybody()
  async invited(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.enter(reply, await this.accept.run(toInvited(body), browserOf(request)));
  }

  @Post('sign-out')
  @HttpCode(204)
  async out(@Who() { session, actor }: SignedIn, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.end.run(actor, session.sessionKey);
    this.cookie.clear(reply);
  }

  private async enter(reply: FastifyReply, secret: string) {
    const answer = fromSession(await this.describe.run(secret));
    this.cookie.set(reply, secret);
    return answer;
  }
}
