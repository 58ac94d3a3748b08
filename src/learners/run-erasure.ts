import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EraseSeats } from '../dispatch/seats/erase-seats';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { JobRunner, type RunningJob } from '../platform/jobs/job-runner';
import { MailQueue } from '../platform/mail/mail-queue';
import { eraseLearnerJob, type ErasureOrder } from './erase-learner';
import { EraseLearnerData } from './erase-learner-data';
import { ErasureRepository } from './erasure.repository';
import { erasureMail } from './mail-erasure';

const atOnce = 200;

/** Erases a learner part by part, each part whole in a unit of work; run again, it goes on where it stopped. */
@Injectable()
export class RunErasure implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly runner: JobRunner,
    private readonly erasures: ErasureRepository,
    private readonly data: EraseLearnerData,
    private readonly seats: EraseSeats,
    private readonly mails: MailQueue,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.runner.handle(eraseLearnerJob, (order: ErasureOrder, job) => this.run(order, job), { maxAttempts: 20 });
  }

  private async run(order: ErasureOrder, job: RunningJob): Promise<void> {
    const { applicationId, learnerId, erasureKey } = order;
    const behindPseudonyms = await this.seats.registrationsOf(applicationId, learnerId); // before the seats go, which lead there
    while (await this.unit.run(() => this.part(order))) {
      job.signal.throwIfAborted();
      await breathe(); // others get their turn between two parts
    }
    for (let from = 0; from < behindPseudonyms.length; from += atOnce) await this.unit.run(() => this.part(order, behindPseudonyms.slice(from, from + atOnce)));
    const seats = await this.seats.run(applicationId, learnerId);
    await this.unit.run(async () => {
      await this.data.theRest(order);
      const erasure = await this.erasures.find(applicationId, erasureKey);
      if (!erasure || erasure.endedAt !== null) return; // told before
      await this.erasures.count(erasureKey, { seats });
      await this.erasures.end(erasureKey, this.clock.now());
      await this.mails.add([{ applicationId, kind: erasureMail, subjectKey: erasureKey, to: erasure.reportsTo }]);
    });
  }

  /** Answers whether there may be more. */
  private async part(order: ErasureOrder, registrationKeys?: readonly string[]): Promise<boolean> {
    const counts = await (registrationKeys ? this.data.registrationsBy(order, registrationKeys) : this.data.registrationsOf(order));
    await this.erasures.count(order.erasureKey, counts);
    return (counts.registrations ?? 0) > 0;
  }
}
