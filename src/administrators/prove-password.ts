import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { plainEmail } from './add-administrator';
import type { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';
import { passwordWrong } from './administrators.failures';
import { Passwords } from './passwords';
import { SignInLimits } from './sign-in-limits';

/** Whose password it is. Takes as long for an address that nobody has. */
@Injectable()
export class ProvePassword {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly passwords: Passwords,
    private readonly limits: SignInLimits,
  ) {}

  /** Counts as a guess until the caller tells the limits otherwise. Failures: sign-in-locked. */
  async run({ email, password, address }: { email: string; password: string; address: string }): Promise<{ known?: Administrator; isRight: boolean }> {
    const account = plainEmail(email);
    await this.limits.count(address, account);
    const known = (await this.unit.run(() => this.administrators.byEmail(account))) ?? undefined;
    return { known, isRight: await this.passwords.matches(password, known?.passwordHash) };
  }

  /** For somebody who is signed in. Failures: password-wrong, sign-in-locked. */
  async again({ email, address }: { email: string; address: string }, password: string): Promise<void> {
    if (!(await this.run({ email, password, address })).isRight) throw passwordWrong();
    await this.limits.right(address, plainEmail(email));
  }
}
