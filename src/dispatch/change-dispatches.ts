import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Dispatch } from './dispatch.entity';
import { DispatchRepository } from './dispatch.repository';
import { SeatCountsRepository } from './seats/seat-counts.repository';
import { SeatLedgerRepository } from './seats/seat-ledger.repository';
import { type DispatchSelection, SelectDispatches } from './select-dispatches';

/** What can be changed after creation; what is absent stays. */
export type DispatchChange = Partial<
  Pick<
    Dispatch,
    'allowNewRegistrations' | 'instanced' | 'registrationCap' | 'learnerCap' | 'accessDays' | 'warnAt' | 'registrationCount' | 'lastResetAt' | 'startsAt' | 'expiresAt' | 'enabled' | 'hashUserInfo' | 'email' | 'notes' | 'postBack'
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
    private readonly counts: SeatCountsRepository,
    private readonly ledger: SeatLedgerRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: those of SelectDispatches. */
  run(applicationId: string, selection: DispatchSelection, change: DispatchChange): Promise<number> {
    return this.unit.run(async () => {
      const keys = await this.select.run(applicationId, selection);
      await this.ofKeys(applicationId, keys, change);
      return keys.length;
    });
  }

  /** The same for dispatches that were selected before. */
  ofKeys(applicationId: string, keys: readonly string[], change: DispatchChange): Promise<void> {
    return this.unit.run(async () => {
      const fields = { ...change, updatedAt: this.clock.now() };
      for (let i = 0; i < keys.length; i += atOnce) {
        const some = keys.slice(i, i + atOnce);
        if (change.registrationCount !== undefined) await this.account(applicationId, some, change.registrationCount, change.lastResetAt !== undefined);
        await this.dispatches.change(applicationId, some, fields);
      }
    });
  }

  /** The ledger says what a counter was changed by. */
  private async account(applicationId: string, dispatchKeys: readonly string[], count: number, isReset: boolean): Promise<void> {
    const changed = (await this.counts.locked(dispatchKeys)).filter(({ registrations }) => registrations !== count);
    const kind = isReset ? 'reset' : 'set';
    const common = { applicationId, seatKey: null, learnerKey: null, kind, learners: 0, licensed: 0, reason: null, actor: null, createdAt: this.clock.now() } as const;
    await this.ledger.add(changed.map(({ dispatchKey, destinationKey, registrations }) => ({ ...common, destinationKey, dispatchKey, registrations: count - registrations })));
  }

  /** Sets the registration counter to 0; registrations stay (SEMANTICS 14). */
  resetCounts(applicationId: string, selection: DispatchSelection): Promise<number> {
    return this.run(applicationId, selection, { registrationCount: 0, lastResetAt: this.clock.now() });
  }
}
