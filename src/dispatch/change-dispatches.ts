import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Dispatch } from './dispatch.entity';
import { DispatchRepository } from './dispatch.repository';
import { type DispatchSelection, SelectDispatches } from './select-dispatches';

/** What can be changed after creation; what is absent stays. */
export type DispatchChange = Partial<
  Pick<
    Dispatch,
    'allowNewRegistrations' | 'instanced' | 'registrationCap' | 'registrationCount' | 'lastResetAt' | 'startsAt' | 'expiresAt' | 'enabled' | 'hashUserInfo' | 'email' | 'notes' | 'postBack'
  >
>;

const atOnce = 500;

/** Changes one dispatch, all of a destination, or those of a list; answers how many; all or none. */
@Injectable()
export class ChangeDispatches {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly select: SelectDispatches,
    private readonly dispatches: DispatchRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: those of SelectDispatches. */
  run(applicationId: string, selection: DispatchSelection, change: DispatchChange): Promise<number> {
    return this.unit.run(async () => {
      const keys = await this.select.run(applicationId, selection);
      const fields = { ...change, updatedAt: this.clock.now() };
      for (let i = 0; i < keys.length; i += atOnce) await this.dispatches.change(applicationId, keys.slice(i, i + atOnce), fields);
      return keys.length;
    });
  }

  /** Sets the registration counter to 0; registrations stay (SEMANTICS 14). */
  resetCounts(applicationId: string, selection: DispatchSelection): Promise<number> {
    return this.run(applicationId, selection, { registrationCount: 0, lastResetAt: this.clock.now() });
  }
}
