import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import { randomSecret, sha256Hex } from '../platform/random-ids';
import { Passwords } from './passwords';
import type { Rights } from './roles.rules';

const lifeMs = 7 * 86_400_000;

/** Links by which somebody sets a password. Only their hash is kept. */
@Injectable()
export class OneTimeLinks {
  constructor(
    private readonly passwords: Passwords,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** For those who may have no password: where they sign in. */
  make(rights: Pick<Rights, 'isInstallationOwner'>): { link: string; fields: { linkHash: string | null; linkUntil: number | null } } {
    if (!this.passwords.mayUse(rights)) return { link: `${this.config.publicUrl}/console`, fields: { linkHash: null, linkUntil: null } };
    const token = randomSecret(32);
    return { link: `${this.config.publicUrl}/console/invited/${token}`, fields: { linkHash: sha256Hex(token), linkUntil: this.clock.now() + lifeMs } };
  }
}
