import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import type { RefusalCode } from '../relay/launch-checks.rules';
import { LookAtDoor } from '../relay/look-at-door';

export interface PackageCheck {
  /** Why nobody at all is let in; absent when learners are. */
  refusal?: RefusalCode;
  /** Why nobody new is let in. */
  newLearners?: 'full' | 'closed-to-new';
  /** The server's clock. */
  now: number;
}

/** Says whether learners would be let in with a package, from the sites a browser reports. Takes no seat and stores nothing. */
@Injectable()
export class CheckPackage {
  constructor(
    private readonly doors: LookAtDoor,
    private readonly clock: Clock,
  ) {}

  async run(dispatchKey: string, packageKey: string, origins: readonly string[]): Promise<PackageCheck> {
    const { door, refusal } = await this.doors.look(dispatchKey, packageKey, origins);
    const now = this.clock.now();
    if (refusal || !door) return { refusal: refusal ?? 'not-found', now };
    if (door.key?.isTest) return { now };
    if (!door.allowNewRegistrations) return { newLearners: 'closed-to-new', now };
    return door.isFull ? { newLearners: 'full', now } : { now };
  }
}
