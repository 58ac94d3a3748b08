import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import { randomSecret, sha256Hex } from '../platform/random-ids';

const lifeMs = 7 * 86_400_000;

/** Links by which somebody sets a password. Only their hash is kept. */
@Injectable()
export class OneTimeLinks {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  make(): { link: string; fields: { linkHash: string; linkUntil: number } } {
    const token = randomSecret(32);
    return { link: `${this.config.publicUrl}/console/invited/${token}`, fields: { linkHash: sha256Hex(token), linkUntil: this.clock.now() + lifeMs } };
  }
}
