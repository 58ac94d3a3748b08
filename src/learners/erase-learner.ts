import { Injectable } from '@nestjs/common';
import { EraseSeats } from '../dispatch/seats/erase-seats';
import { EraseRecipients } from '../invitations/erase-recipients';
import { addressFault } from '../invitations/recipient-rows.rules';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { invalidInput } from '../platform/failure';
import { JobQueue } from '../platform/jobs/job-queue';
import { newKey } from '../platform/random-ids';
import { SignedTokens } from '../platform/signed-token';
import { FindLearners } from '../registrations/find-learners';
import { FindTags } from '../tags/find-tags';
import { Erasure } from './erasure.entity';
import { ErasureRepository } from './erasure.repository';
import { learnerUnknown } from './learners.failures';

export const eraseLearnerJob = 'erase-learner';
export interface ErasureOrder {
  applicationId: string;
  learnerId: string;
  erasureKey: string;
}

/** Has everything that tells of a learner erased; the receipt goes by mail to who asked. */
@Injectable()
export class EraseLearner {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly learners: FindLearners,
    private readonly tags: FindTags,
    private readonly recipients: EraseRecipients,
    private readonly seats: EraseSeats,
    private readonly erasures: ErasureRepository,
    private readonly jobs: JobQueue,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  /** Answers the number of the receipt; one that is under way is joined. Failures: learner-unknown, invalid-input (userEmail). */
  async run(applicationId: string, learnerId: string, reportsTo: string): Promise<{ receipt: string }> {
    if (!(await this.isKnown(applicationId, learnerId))) throw learnerUnknown(learnerId);
    const fault = addressFault(reportsTo);
    if (fault) throw invalidInput('userEmail', fault);
    return this.unit.run(async () => {
      const learnerHash = this.tokens.hmac('erasure', `${applicationId} ${learnerId}`);
      const running = await this.erasures.running(applicationId, learnerHash);
      const erasure = running ?? this.begun(applicationId, learnerHash, reportsTo);
      if (!running) await this.erasures.add(erasure);
      const order: ErasureOrder = { applicationId, learnerId, erasureKey: erasure.erasureKey };
      await this.jobs.add({ kind: eraseLearnerJob, payload: order, uniqueKey: `${eraseLearnerJob} ${erasure.erasureKey}` });
      return { receipt: erasure.erasureKey };
    });
  }

  private begun(applicationId: string, learnerHash: string, reportsTo: string): Erasure {
    return Object.assign(new Erasure(), { erasureKey: newKey(), applicationId, learnerHash, reportsTo, registrations: 0, instances: 0, seats: 0, recipients: 0, mails: 0, requestedAt: this.clock.now(), endedAt: null });
  }

  private async isKnown(applicationId: string, learnerId: string): Promise<boolean> {
    const known = await this.unit.run(async () => {
      if ((await this.learners.known(applicationId, [learnerId])).size) return true;
      return (await this.tags.run(applicationId, 'learner', [learnerId])).size > 0 || this.recipients.knows(applicationId, learnerId);
    });
    return known || (await this.seats.registrationsOf(applicationId, learnerId)).length > 0;
  }
}
