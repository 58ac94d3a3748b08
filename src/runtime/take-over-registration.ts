import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type CreatedRegistration, CreateRegistration, type NewRegistration } from '../registrations/create-registration';
import { type EarlierRegistration, stateOfEarlier } from './scorm/earlier-state.rules';
import { rollUp } from './scorm/roll-up.rules';
import { storedProgress } from './stored-progress.rules';

/** Gives a learner a registration that goes on where another system left off. */
@Injectable()
export class TakeOverRegistration {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly create: CreateRegistration,
  ) {}

  /** Failures: those of CreateRegistration. */
  run(input: NewRegistration, earlier: EarlierRegistration): Promise<CreatedRegistration> {
    return this.unit.run(async () => {
      const course = await this.courses.version(input.applicationId, input.courseId ?? '', input.courseVersion);
      const structure = await this.courses.structureOf(course.versionKey);
      const state = stateOfEarlier(structure, earlier);
      const { firstAccessAt, lastAccessAt, completedAt } = earlier;
      return this.create.run({ ...input, course, earlier: { ...storedProgress(state, rollUp(structure, state)), firstAccessAt, lastAccessAt, completedAt } });
    });
  }
}
