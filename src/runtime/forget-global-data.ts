import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindRegistrations } from '../registrations/find-registrations';
import { RecordProgress } from '../registrations/record-progress';
import type { RuntimeState } from './scorm/runtime-state.rules';

/**
 * Drops what a registration keeps of objectives that its units share. They are worked out from the units' own data each time and none outlives a registration,
 * so there is something to drop only where a player stored them beside it.
 */
@Injectable()
export class ForgetGlobalData {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: FindRegistrations,
    private readonly record: RecordProgress,
  ) {}

  /** Of the newest instance when none is named. Failures: registration-unknown, instance-unknown. */
  run(applicationId: string, registrationId: string, instance?: number): Promise<void> {
    return this.unit.run(async () => {
      const row = await (instance === undefined ? this.registrations.one(applicationId, registrationId) : this.registrations.instance(applicationId, registrationId, instance));
      await this.record.run(row.instance_key, async (instance) => {
        const { globalObjectives, ...state } = JSON.parse(instance.runtime) as RuntimeState;
        const { completion, success, score, seconds, location } = row;
        return globalObjectives && { runtime: JSON.stringify(state), completion, success, score, seconds: Number(seconds), location };
      });
    });
  }
}
