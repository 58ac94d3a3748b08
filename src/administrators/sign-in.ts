import { Injectable } from '@nestjs/common';
import type { Administrator } from './administrator.entity';
import { plainEmail } from './add-administrator';
import { signInRefused, totpRequired } from './administrators.failures';
import { type Browser, OpenConsoleSession } from './open-console-session';
import { Passwords } from './passwords';
import { ProvePassword } from './prove-password';
import { RecordAudit } from './record-audit';
import { SecondFactor } from './second-factor';
import { SignInLimits } from './sign-in-limits';

/** Signs an administrator in with password and, where it is on, second factor. */
@Injectable()
export class SignIn {
  constructor(
    private readonly passwords: Passwords,
    private readonly prove: ProvePassword,
    private readonly factor: SecondFactor,
    private readonly limits: SignInLimits,
    private readonly open: OpenConsoleSession,
    private readonly audit: RecordAudit,
  ) {}

  /** Answers the secret for the cookie. Failures: sign-in-refused, totp-required, password-off, sign-in-locked. */
  async run({ email, password, code }: { email: string; password: string; code?: string }, browser: Browser): Promise<string> {
    const { known, isRight } = await this.prove.run({ email, password, address: browser.address });
    if (!known || !isRight) return this.refuse(known, browser.address);
    if (known.totpSecret !== null) {
      if (!code) {
        await this.limits.unfinished(browser.address, plainEmail(email));
        throw totpRequired();
      }
      if (!(await this.factor.take(known, code))) return this.refuse(known, browser.address);
    }
    await this.limits.right(browser.address, plainEmail(email));
    this.passwords.demand(known);
    return this.open.run(known, browser);
  }

  /** Written down for unknown addresses too (without what was typed), so that both take the same time. */
  private async refuse(known: Administrator | undefined, address: string): Promise<never> {
    await this.audit.run({ administratorKey: known?.administratorKey ?? null, email: known?.email ?? '', address }, { action: 'sign-in.refused' });
    throw signInRefused();
  }
}
