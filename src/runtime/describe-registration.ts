import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import type { CourseStructure } from '../courses/manifests/course-structure.rules';
import type { RegistrationRow } from '../registrations/find-registrations';
import { rollUp } from './scorm/roll-up.rules';
import type { Progress, RuntimeState } from './scorm/runtime-state.rules';

/** The activity tree of a registration with what each activity came to. */
export interface DescribedRegistration {
  structure: CourseStructure;
  progress: Progress;
  state: RuntimeState;
}

@Injectable()
export class DescribeRegistration {
  constructor(private readonly courses: FindCourses) {}

  /** In the same order; one statement at most, however many courses they are in. */
  async many(rows: readonly RegistrationRow[]): Promise<DescribedRegistration[]> {
    await this.courses.keep(rows.map((row) => row.version_key));
    return Promise.all(rows.map((row) => this.run(row)));
  }

  /** `row` must bring its runtime document. */
  async run(row: RegistrationRow): Promise<DescribedRegistration> {
    const structure = await this.courses.structureOf(row.version_key);
    const state = JSON.parse(row.runtime ?? '{"activities":{}}') as RuntimeState;
    return { structure, state, progress: rollUp(structure, state) };
  }
}
