import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { type CommittedInstance, RegistrationRepository } from './registration.repository';
import { type LaunchStep, registrationProgressed } from './registrations.events';
import { completedAt, effectiveOf } from './result-override.rules';

/** The new state of an instance and what it rolls up to: the learner's own, whatever was set over it. */
export interface RecordedProgress {
  runtime: string;
  completion: string;
  success: string;
  score: number | null;
  seconds: number;
  location: string | null;
  /** Of the launch that did it, for those who hear of it. */
  launch?: Omit<LaunchStep, 'at' | 'completion' | 'success' | 'score'>;
}
export interface Recorded {
  rev: number;
  epoch: number;
}

/** Changes the state of an instance under its lock, beneath the result that somebody set over it; `change` answers the new state, or nothing when it stays as it is. */
@Injectable()
export class RecordProgress {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** `undefined` when the instance is gone. Three statements: read, write, outbox. */
  run(instanceKey: string, change: (instance: CommittedInstance) => Promise<RecordedProgress | undefined>): Promise<Recorded | undefined> {
    return this.unit.run(async () => {
      const instance = await this.registrations.forCommit(instanceKey);
      if (!instance) return undefined;
      const next = await change(instance);
      if (!next) return { rev: instance.rev, epoch: instance.epoch };
      const now = this.clock.now();
      const rev = instance.rev + 1;
      const told = effectiveOf(next, instance.override);
      const override = instance.override && { ...instance.override, ownCompletedAt: completedAt(next.completion, instance.override.ownCompletedAt, now) };
      await this.registrations.storeProgress(instanceKey, { ...next, ...told, rev, completedAt: completedAt(told.completion, instance.completedAt, now), override, now });
      const { launch, completion, success, score } = next;
      const step = { from: { completion: instance.completion, success: instance.success, score: instance.score }, to: told };
      await this.outbox.add(registrationProgressed(instance.applicationId, { instanceKey, rev, step, ...(launch && { launch: { ...launch, at: now, completion, success, score } }) }));
      return { rev, epoch: instance.epoch };
    });
  }
}
