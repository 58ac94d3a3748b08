import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindRegistrations } from '../registrations/find-registrations';
import { type OverrideChange, RecordOverride } from '../registrations/record-override';
import type { Standing } from '../registrations/result-override.rules';
import { registrationUnknown } from '../registrations/registrations.failures';
import { rollUp } from './scorm/roll-up.rules';
import type { RuntimeState } from './scorm/runtime-state.rules';

/** Sets the result of the newest instance of a registration over what the learner did, or takes it back; from then on everybody is told so. */
@Injectable()
export class OverrideResult {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly registrations: FindRegistrations,
    private readonly record: RecordOverride,
  ) {}

  /** Failures: registration-unknown. */
  run(applicationId: string, registrationId: string, change: OverrideChange): Promise<void> {
    return this.unit.run(async () => {
      const row = await this.registrations.one(applicationId, registrationId);
      const own = async ({ versionKey, runtime }: { versionKey: string; runtime: string }): Promise<Standing> => {
        const { completion, success, score = null } = rollUp(await this.courses.structureOf(versionKey), JSON.parse(runtime) as RuntimeState);
        return { completion, success, score };
      };
      if (!(await this.record.run(row.instance_key, change, own))) throw registrationUnknown(registrationId);
    });
  }
}
