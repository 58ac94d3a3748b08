import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { SealedTexts } from '../platform/sealed-texts';
import { SignedTokens } from '../platform/signed-token';
import type { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';
import { stepOfCode } from './totp.rules';

const purpose = 'administrator-totp';
/** As people type them: with spaces and dashes, in any case. */
const plainCode = (code: string) => code.replace(/[\s-]/g, '').toLowerCase();

/** The codes of authenticators and, where one is lost, the recovery codes. Each is good once. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly texts: SealedTexts,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  /** Uses the code up; false for one that is wrong or used. */
  async take({ administratorKey, totpSecret }: Pick<Administrator, 'administratorKey' | 'totpSecret'>, code: string): Promise<boolean> {
    const plain = plainCode(code);
    return (await this.takeStep(administratorKey, totpSecret, plain)) || this.unit.run(() => this.administrators.useRecoveryCode(administratorKey, this.hashOf(administratorKey, plain)));
  }

  /** Whether it is a code of this sealed secret that was not used yet. */
  async takeStep(administratorKey: string, sealed: string | null, code: string): Promise<boolean> {
    const secret = sealed === null ? undefined : this.texts.open(purpose, administratorKey, sealed);
    const step = secret === undefined ? undefined : stepOfCode(secret, plainCode(code), this.clock.now());
    return step !== undefined && this.unit.run(() => this.administrators.useStep(administratorKey, step));
  }

  seal(administratorKey: string, secret: string): string {
    return this.texts.seal(purpose, administratorKey, secret);
  }

  /** Keyed, because a recovery code is short enough to be guessed from a stolen hash. */
  hashOf(administratorKey: string, recoveryCode: string): string {
    return this.tokens.hmac('recovery-code', `${administratorKey} ${plainCode(recoveryCode)}`);
  }
}
