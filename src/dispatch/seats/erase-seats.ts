import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { LaunchTimelineRepository } from '../diagnostics/launch-timeline.repository';
import { learnerKeyOf } from '../relay/learner-key.rules';
import { LearnerSeatRepository } from './learner-seat.repository';
import { SeatLedgerRepository } from './seat-ledger.repository';

const destinationsAtOnce = 200;

/** The seats of a learner at the dispatches of an application, found by the keyed hashes of the id, also where only a pseudonym was stored. */
@Injectable()
export class EraseSeats {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly seats: LearnerSeatRepository,
    private readonly ledger: SeatLedgerRepository,
    private readonly timelines: LaunchTimelineRepository,
  ) {}

  /** Keys of the registrations they took, each once. */
  async registrationsOf(applicationId: string, learnerId: string): Promise<string[]> {
    const found = new Set<string>();
    for await (const keys of this.keysPerPart(applicationId, learnerId)) for (const key of await this.unit.run(() => this.seats.registrationsOf(applicationId, keys))) found.add(key);
    return [...found];
  }

  /** Removes seats of the learner, and forgets where another seat was opened under this id. Answers how many seats went. */
  async run(applicationId: string, learnerId: string): Promise<number> {
    let removed = 0;
    for await (const keys of this.keysPerPart(applicationId, learnerId))
      removed += await this.unit.run(async () => {
        await this.timelines.removeLearners(applicationId, keys);
        await this.ledger.forgetLearner(applicationId, keys);
        return this.seats.erase(applicationId, keys);
      });
    return removed;
  }

  /** Inside a unit of work: the seats of registrations that are gone. */
  ofRegistrations(registrationKeys: readonly string[]): Promise<number> {
    return this.seats.removeOf(registrationKeys);
  }

  private async *keysPerPart(applicationId: string, learnerId: string): AsyncGenerator<string[]> {
    for (let after = ''; ; ) {
      const part = await this.unit.run(() => this.seats.destinations(applicationId, after, destinationsAtOnce));
      if (part.length) yield part.flatMap(({ learnerSecret }) => [false, true].map((foldCase) => learnerKeyOf(learnerSecret, learnerId, foldCase)));
      if (part.length < destinationsAtOnce) return;
      after = part.at(-1)?.destinationKey ?? '';
    }
  }
}
