import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { RegistrationRepository } from './registration.repository';

/** Counts registrations, live. */
@Injectable()
export class CountRegistrations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
  ) {}

  ofCourses(courseKeys: readonly string[]): Promise<Map<string, number>> {
    return this.unit.run(() => this.registrations.countsOfCourses(courseKeys));
  }

  /** By version key, of one course: registrations whose newest instance is at that version. */
  ofVersions(courseKey: string): Promise<Map<string, number>> {
    return this.unit.run(() => this.registrations.countsOfVersions(courseKey));
  }
}
