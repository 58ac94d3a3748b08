import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Config } from '../platform/config/config';
import { passwordFault } from '../platform/password.rules';
import { passwordOff, passwordRefused } from './administrators.failures';
import type { Rights } from './roles.rules';

/** OWASP's second choice of argon2id: 19 MiB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes of passwords that people chose. */
@Injectable()
export class Passwords {
  private decoy?: Promise<string>;

  constructor(private readonly config: Config) {}

  /** Where everybody else signs in by a provider, owners of the installation keep theirs for the day it is away. */
  mayUse({ isInstallationOwner }: Pick<Rights, 'isInstallationOwner'>): boolean {
    return isInstallationOwner || this.config.oidc?.passwords !== 'owners';
  }

  /** Failures: password-off. */
  demand(rights: Pick<Rights, 'isInstallationOwner'>): void {
    if (!this.mayUse(rights)) throw passwordOff(this.config.oidc?.name ?? '');
  }

  /** Failures: password-refused. */
  hash(password: string, email: string): Promise<string> {
    const fault = passwordFault(password, email);
    if (fault) throw passwordRefused(fault);
    return hash(password, cost);
  }

  /** Takes the same time where there is no password: nobody learns from it which addresses are known. */
  async matches(password: string, known: string | null | undefined): Promise<boolean> {
    this.decoy ??= hash(randomBytes(24), cost);
    const isRight = await verify(known ?? (await this.decoy), password);
    return isRight && Boolean(known);
  }
}
