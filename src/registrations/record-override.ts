import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { RegistrationRepository } from './registration.repository';
import { registrationProgressed } from './registrations.events';
import { completedAt, effectiveOf, endedWith, type ResultOverride, type SetBy, type Standing } from './result-override.rules';

export interface OverrideChange {
  by: SetBy;
  /** Absent: what was set is taken back. */
  set?: Partial<Standing> & { reason: string };
}
interface Overridden {
  applicationId: string;
  versionKey: string;
  runtime: string;
}

/** Sets a result over what the learner did, or takes it back, under the lock that commits take; the learner's own data stay as they are. */
@Injectable()
export class RecordOverride {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** `ownOf` tells what the learner has come to. False when the instance is gone; nothing happens where there is nothing to take back. */
  run(instanceKey: string, { by, set }: OverrideChange, ownOf: (instance: Overridden) => Promise<Standing>): Promise<boolean> {
    return this.unit.run(async () => {
      const instance = await this.registrations.forCommit(instanceKey);
      if (!instance) return false;
      if (!set && !instance.override) return true;
      const now = this.clock.now();
      const ownCompletedAt = instance.override ? instance.override.ownCompletedAt : instance.completedAt;
      const override: ResultOverride | null = set ? { ...set, by, at: now, ownCompletedAt } : null;
      const { completion, success, score } = effectiveOf(await ownOf(instance), override);
      const ended = endedWith(await this.registrations.endedOverrides(instanceKey), instance.override, { at: now, by });
      const rev = instance.rev + 1;
      const at = override ? completedAt(completion, instance.completedAt, now) : ownCompletedAt;
      await this.registrations.storeOverride(instanceKey, { rev, completion, success, score, completedAt: at, override, ended, now });
      const step = { from: { completion: instance.completion, success: instance.success, score: instance.score }, to: { completion, success, score } };
      await this.outbox.add(registrationProgressed(instance.applicationId, { instanceKey, rev, step }));
      return true;
    });
  }
}
