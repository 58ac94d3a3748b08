import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { RegistrationRepository } from './registration.repository';

/** Counts a further launch of an instance: its epoch makes the newest launch the active one. */
@Injectable()
export class OpenInstance {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
    private readonly clock: Clock,
  ) {}

  /** The new epoch, or the running one for somebody who only looks on; `undefined` when the instance is gone. */
  run(instanceKey: string, onlyLooks = false): Promise<number | undefined> {
    return this.unit.run(() => (onlyLooks ? this.registrations.epochOf(instanceKey) : this.registrations.raiseEpoch(instanceKey, this.clock.now())));
  }
}
