import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { sha256Hex } from '../platform/random-ids';
import type { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';
import { linkRefused, signInRefused, totpRequired } from './administrators.failures';
import { EndConsoleSession } from './end-console-session';
import { type Browser, OpenConsoleSession } from './open-console-session';
import { Passwords } from './passwords';
import { SecondFactor } from './second-factor';
import { SignInLimits } from './sign-in-limits';

/** Sets the password by a one-time link, ends what sessions there are, and signs in. */
@Injectable()
export class AcceptInvitation {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly passwords: Passwords,
    private readonly sessions: EndConsoleSession,
    private readonly open: OpenConsoleSession,
    private readonly factor: SecondFactor,
    private readonly limits: SignInLimits,
    private readonly clock: Clock,
  ) {}

  /** Answers the secret for the cookie. Failures: link-refused, password-off, password-refused; totp-required, sign-in-refused and sign-in-locked where a second factor is on. */
  async run({ token, password, name, code }: { token: string; password: string; name?: string; code?: string }, browser: Browser): Promise<string> {
    const linkHash = sha256Hex(token);
    const known = await this.unit.run(() => this.administrators.byLink(linkHash));
    if (!known || (known.linkUntil ?? 0) < this.clock.now()) throw linkRefused();
    this.passwords.demand(known);
    const passwordHash = await this.passwords.hash(password, known.email);
    if (known.totpSecret !== null) await this.checkCode(known, code, browser.address);
    return this.unit.run(async () => {
      if (!(await this.administrators.useLink(known.administratorKey, linkHash, { passwordHash, name: name ?? known.name, now: this.clock.now() }))) throw linkRefused();
      await this.sessions.others(known.administratorKey);
      return this.open.run(known, browser);
    });
  }

  private async checkCode(known: Administrator, code: string | undefined, address: string): Promise<void> {
    if (!code) throw totpRequired();
    await this.limits.count(address, known.email);
    if (!(await this.factor.take(known, code))) throw signInRefused();
    await this.limits.right(address, known.email);
  }
}
