import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { CreateInstance } from '../registrations/create-instance';
import { FindRegistrations } from '../registrations/find-registrations';
import { type EarlierRegistration, stateOfEarlier } from './scorm/earlier-state.rules';
import { rollUp } from './scorm/roll-up.rules';
import { storedProgress } from './stored-progress.rules';

/** Gives a registration a further instance that goes on where another system left off. */
@Injectable()
export class TakeOverInstance {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly registrations: FindRegistrations,
    private readonly create: CreateInstance,
  ) {}

  /** `courseVersion` absent: the newest. Failures: registration-unknown, course-version-unknown. */
  run(of: { applicationId: string; registrationId: string; courseVersion?: number }, earlier: EarlierRegistration): Promise<void> {
    return this.unit.run(async () => {
      const found = await this.registrations.one(of.applicationId, of.registrationId);
      const { versionKey } = await this.courses.version(of.applicationId, found.course_id, of.courseVersion);
      const structure = await this.courses.structureOf(versionKey);
      const state = stateOfEarlier(structure, earlier);
      const { firstAccessAt, lastAccessAt, completedAt } = earlier;
      await this.create.run({ applicationId: of.applicationId, registrationKey: found.registration_key, versionKey, earlier: { ...storedProgress(state, rollUp(structure, state)), firstAccessAt, lastAccessAt, completedAt } });
    });
  }
}
