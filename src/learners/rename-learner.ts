import { Injectable } from '@nestjs/common';
import { ChangeLearner, type LearnerNames } from '../registrations/change-learner';
import { FindLearners } from '../registrations/find-learners';
import { learnerUnknown } from './learners.failures';

/** Writes a learner's names and address on all their registrations, the older ones too. Done when it answers; a caller who gets no answer asks again. */
@Injectable()
export class RenameLearner {
  constructor(
    private readonly learners: FindLearners,
    private readonly change: ChangeLearner,
  ) {}

  /** Failures: learner-unknown. */
  async run(applicationId: string, learnerId: string, names: LearnerNames): Promise<void> {
    if (!(await this.learners.known(applicationId, [learnerId])).size) throw learnerUnknown(learnerId);
    await this.change.run(applicationId, learnerId, names);
  }
}
