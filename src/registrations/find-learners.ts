import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { LearnerRepository } from './learner.repository';

/** Learners are no things of their own: they are who registrations are for (SEMANTICS 1). */
@Injectable()
export class FindLearners {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly learners: LearnerRepository,
  ) {}

  /** Those of the ids that have a registration. */
  known(applicationId: string, ids: readonly string[]): Promise<Set<string>> {
    return this.unit.run(() => this.learners.known(applicationId, ids));
  }
}
