import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { RegistrationRepository } from './registration.repository';
import { registrationProgressed } from './registrations.events';
import { registrationUnknown } from './registrations.failures';

/** Lets the newest instance of a registration begin anew on the newest course version; launches before this one count no more (SEMANTICS 9). */
@Injectable()
export class ResetProgress {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly registrations: RegistrationRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Answers the instance. Failures: registration-unknown. */
  run(applicationId: string, id: string): Promise<{ instanceKey: string }> {
    return this.unit.run(async () => {
      const registration = await this.registrations.find(applicationId, id);
      const instanceKey = registration?.newestInstanceKey ?? '';
      const before = registration && (await this.registrations.forCommit(instanceKey));
      if (!before) throw registrationUnknown(id);
      const { versionKey } = await this.courses.newestVersionOfKey(registration.courseKey);
      const [rev, epoch] = [before.rev + 1, before.epoch + 1];
      await this.registrations.resetInstance(instanceKey, { rev, epoch, versionKey, runtime: JSON.stringify({ activities: {}, since: epoch }), now: this.clock.now() });
      await this.outbox.add(registrationProgressed(applicationId, { instanceKey, rev }));
      return { instanceKey };
    });
  }
}
