import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey } from '../platform/random-ids';
import { freshInstance, registrationOf, type NewRegistration } from './create-registration';
import { RegistrationRepository } from './registration.repository';

export type RegistrationOfMany = Omit<NewRegistration, 'courseId' | 'courseVersion' | 'course' | 'opened' | 'registrationId'>;

/** Gives many learners a registration each on one course version, in two statements for a hundred; their ids are made here. */
@Injectable()
export class CreateRegistrations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
    private readonly clock: Clock,
  ) {}

  /** Answers key and id of each, in the same order. */
  run(course: { courseKey: string; versionKey: string }, learners: readonly RegistrationOfMany[]): Promise<{ registrationKey: string; registrationId: string }[]> {
    return this.unit.run(async () => {
      const now = this.clock.now();
      const rows = learners.map((learner) => {
        const registrationKey = newKey();
        const instance = freshInstance({ registrationKey, applicationId: learner.applicationId, versionKey: course.versionKey, instance: 0, now });
        return { instance, registration: registrationOf({ ...learner, registrationId: randomUUID(), course }, { ...course, registrationKey, instanceKey: instance.instanceKey, now }) };
      });
      await this.registrations.addMany(rows);
      return rows.map(({ registration }) => ({ registrationKey: registration.registrationKey, registrationId: registration.id }));
    });
  }
}
