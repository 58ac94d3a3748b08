import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type EarlierProgress, freshInstance, goingOn } from './create-registration';
import { RegistrationRepository } from './registration.repository';
import { registrationUnknown } from './registrations.failures';

export interface NewInstance {
  applicationId: string;
  registrationKey: string;
  /** Absent: the newest published version. */
  versionKey?: string;
  opened?: boolean;
  /** What it goes on with instead of an empty state. */
  earlier?: EarlierProgress;
}

/** Begins a new attempt of a registration; the earlier ones stay readable. */
@Injectable()
export class CreateInstance {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly registrations: RegistrationRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: registration-unknown. */
  run(input: NewInstance): Promise<{ instanceKey: string; instance: number; versionKey: string }> {
    return this.unit.run(async () => {
      const registration = await this.registrations.locked(input.applicationId, input.registrationKey);
      if (!registration) throw registrationUnknown(input.registrationKey);
      const versionKey = input.versionKey ?? (await this.courses.newestVersionOfKey(registration.courseKey)).versionKey;
      const instance = registration.newestInstance + 1;
      const fresh = freshInstance({ registrationKey: input.registrationKey, applicationId: input.applicationId, versionKey, instance, now: this.clock.now(), opened: input.opened });
      if (input.earlier) goingOn(fresh, input.earlier);
      await this.registrations.addInstance(fresh);
      await this.registrations.makeNewest(input.registrationKey, fresh.instanceKey, instance);
      return { instanceKey: fresh.instanceKey, instance, versionKey };
    });
  }
}
