import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type LearnerNames, LearnerRepository } from './learner.repository';

export type { LearnerNames } from './learner.repository';

const batch = 200;

/** Writes names, address and id of a learner on all registrations of theirs, part by part. */
@Injectable()
export class ChangeLearner {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly learners: LearnerRepository,
  ) {}

  async run(applicationId: string, learnerId: string, names: LearnerNames, signal?: AbortSignal): Promise<void> {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const behind: string = after;
      after = await this.unit.run(async () => {
        const keys = await this.learners.registrationKeys(applicationId, learnerId, behind, batch);
        await this.learners.rename(keys, names);
        return keys.length === batch ? keys.at(-1) : undefined;
      });
      signal?.throwIfAborted();
      await breathe();
    }
  }
}
