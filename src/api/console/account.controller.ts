import { Body, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ChangeAccount } from '../../administrators/change-account';
import { ChangePassword } from '../../administrators/change-password';
import { ChangeSecondFactor } from '../../administrators/change-second-factor';
import { EndConsoleSession } from '../../administrators/end-console-session';
import { FindConsoleSessions } from '../../administrators/find-console-sessions';
import { ConsoleController } from './console-controller';
import { type SignedIn, Who } from './console.guard';
import { fromBrowserSession, toAccount, toCode, toOwnPassword, toPassword } from './console.wire';

/** What people do with their own access. */
@ConsoleController()
export class AccountController {
  constructor(
    private readonly sessions: FindConsoleSessions,
    private readonly end: EndConsoleSession,
    private readonly password: ChangePassword,
    private readonly factor: ChangeSecondFactor,
    private readonly account: ChangeAccount,
  ) {}

  @Put('account')
  @HttpCode(204)
  async change(@Who() { actor }: SignedIn, @Body() body: unknown): Promise<void> {
    await this.account.run(actor.administratorKey, toAccount(body));
  }

  @Get('sessions')
  async list(@Who() { session }: SignedIn) {
    return { sessions: (await this.sessions.run(session.administratorKey)).map((one) => fromBrowserSession(one, session.sessionKey)) };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  async endOne(@Who() { actor }: SignedIn, @Param('id') id: string): Promise<void> {
    await this.end.run(actor, id);
  }

  @Post('password')
  @HttpCode(204)
  async changePassword(@Who() { session, actor }: SignedIn, @Body() body: unknown): Promise<void> {
    await this.password.run(actor, session.sessionKey, toPassword(body));
  }

  @Post('totp')
  @HttpCode(200)
  offer(@Who() { actor }: SignedIn) {
    return this.factor.offer(actor);
  }

  @Put('totp')
  async confirm(@Who() { actor }: SignedIn, @Body() body: unknown) {
    return { recoveryCodes: await this.factor.confirm(actor, toCode(body)) };
  }

  @Delete('totp')
  @HttpCode(204)
  async turnOff(@Who() { actor }: SignedIn, @Body() body: unknown): Promise<void> {
    await this.factor.end(actor, toOwnPassword(body));
  }
}
