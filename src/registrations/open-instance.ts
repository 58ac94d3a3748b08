import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type OpenedInstance, RegistrationRepository } from './registration.repository';

/** Counts a further launch of an instance: its epoch makes the newest launch the active one. */
@Injectable()
export class OpenInstance {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
    private readonly clock: Clock,
  ) {}

  /** The new epoch, or the running one for somebody who only looks on, and the course version; `undefined` when the instance is gone. */
  run(instanceKey: string, onlyLooks = false): Promise<OpenedInstance | undefined> {
    return this.unit.run(() => (onlyLooks ? this.registrations.opened(instanceKey) : this.registrations.raiseEpoch(instanceKey, this.clock.now())));
  }
}
