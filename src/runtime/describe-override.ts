import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindRegistrations, type RegistrationRow } from '../registrations/find-registrations';
import { registrationUnknown } from '../registrations/registrations.failures';
import type { EndedOverride, ResultOverride, Standing } from '../registrations/result-override.rules';
import { DescribeRegistration } from './describe-registration';

/** What is told of a registration, what the learner did, and what was set over it by whom. */
export interface DescribedOverride {
  row: RegistrationRow;
  own: Standing & { completedAt: number | null };
  override: ResultOverride | null;
  /** The newest first. */
  ended: readonly EndedOverride[];
}

@Injectable()
export class DescribeOverride {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: FindRegistrations,
    private readonly describe: DescribeRegistration,
  ) {}

  /** Of the newest instance. Failures: registration-unknown. */
  run(applicationId: string, registrationId: string): Promise<DescribedOverride> {
    return this.unit.run(async () => {
      const row = await this.registrations.one(applicationId, registrationId, true);
      const instance = await this.registrations.progressOf(applicationId, row.instance_key);
      if (!instance) throw registrationUnknown(registrationId);
      const { completion, success, score = null } = (await this.describe.run(row)).progress;
      const override = instance.resultOverride;
      return { row, own: { completion, success, score, completedAt: override ? override.ownCompletedAt : instance.completedAt }, override, ended: instance.endedOverrides ?? [] };
    });
  }
}
