import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';
import { signedOut, totpAlreadyOn, totpCodeWrong, totpNotOffered } from './administrators.failures';
import { ProvePassword } from './prove-password';
import { RecordAudit, type SignedInActor } from './record-audit';
import { SecondFactor } from './second-factor';
import { base32, newTotpSecret, totpAddress } from './totp.rules';

const recoveryCodes = 10;
const recoveryBytes = 10;
const newRecoveryCode = () => (base32(randomBytes(recoveryBytes)).toLowerCase().match(/.{4}/g) ?? []).join('-');
const off = { totpSecret: null, totpOffered: null, totpStep: null };

/** The second factor of the one who asks: offered, confirmed by a code, turned off by the password. */
@Injectable()
export class ChangeSecondFactor {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly factor: SecondFactor,
    private readonly prove: ProvePassword,
    private readonly audit: RecordAudit,
  ) {}

  /** A new secret, not asked for yet. Failures: totp-already-on. */
  async offer({ administratorKey, email }: SignedInActor): Promise<{ secret: string; uri: string }> {
    const secret = newTotpSecret();
    await this.unit.run(async () => {
      await this.offFor(administratorKey);
      await this.administrators.change(administratorKey, { totpOffered: this.factor.seal(administratorKey, secret) });
    });
    return { secret, uri: totpAddress(secret, email) };
  }

  /** From now on it is asked for. The recovery codes are answered here and never again. Failures: totp-already-on, totp-not-offered, totp-code-wrong. */
  confirm(actor: SignedInActor, code: string): Promise<string[]> {
    const { administratorKey } = actor;
    const codes = Array.from({ length: recoveryCodes }, newRecoveryCode);
    return this.unit.run(async () => {
      const { totpOffered } = await this.offFor(administratorKey);
      if (totpOffered === null) throw totpNotOffered();
      if (!(await this.factor.takeStep(administratorKey, totpOffered, code))) throw totpCodeWrong();
      await this.administrators.change(administratorKey, { totpSecret: totpOffered, totpOffered: null });
      await this.administrators.setRecoveryCodes(administratorKey, codes.map((one) => this.factor.hashOf(administratorKey, one)));
      await this.audit.run(actor, { action: 'totp.on' });
      return codes;
    });
  }

  /** Failures: password-wrong, sign-in-locked. */
  async end(actor: SignedInActor, password: string): Promise<void> {
    await this.prove.again(actor, password);
    await this.unit.run(async () => {
      await this.turnOff(actor.administratorKey);
      await this.audit.run(actor, { action: 'totp.off' });
    });
  }

  /** For somebody whose authenticator is lost; inside a unit of work. */
  async turnOff(administratorKey: string): Promise<void> {
    await this.administrators.change(administratorKey, off);
    await this.administrators.setRecoveryCodes(administratorKey, []);
  }

  private async offFor(administratorKey: string): Promise<Administrator> {
    const administrator = await this.administrators.find(administratorKey);
    if (!administrator) throw signedOut();
    if (administrator.totpSecret !== null) throw totpAlreadyOn();
    return administrator;
  }
}
