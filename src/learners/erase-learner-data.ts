import { Injectable } from '@nestjs/common';
import { EraseSeats } from '../dispatch/seats/erase-seats';
import { EraseRecipients } from '../invitations/erase-recipients';
import { Outbox } from '../platform/outbox/outbox';
import { DeleteRegistration } from '../registrations/delete-registration';
import { CloseSessions } from '../runtime/close-sessions';
import { ReplaceTags } from '../tags/replace-tags';
import type { ErasureOrder } from './erase-learner';
import type { ErasedCounts } from './erasure.repository';

type Gone = { registrationKeys: string[]; instanceKeys: string[] };

/** The steps of an erasure, each inside a unit of work of its caller. Features beside this one hear `learner.erased`. */
@Injectable()
export class EraseLearnerData {
  constructor(
    private readonly registrations: DeleteRegistration,
    private readonly sessions: CloseSessions,
    private readonly seats: EraseSeats,
    private readonly recipients: EraseRecipients,
    private readonly tags: ReplaceTags,
    private readonly outbox: Outbox,
  ) {}

  /** Some registrations of the learner with all around them, until none is counted. */
  async registrationsOf(order: ErasureOrder): Promise<Partial<ErasedCounts>> {
    return this.around(order, await this.registrations.ofLearner(order.applicationId, order.learnerId));
  }

  /** Registrations that are known to be the learner's by something else than their id. */
  async registrationsBy(order: ErasureOrder, registrationKeys: readonly string[]): Promise<Partial<ErasedCounts>> {
    return this.around(order, await this.registrations.ofKeys(order.applicationId, registrationKeys));
  }

  async theRest({ applicationId, learnerId }: ErasureOrder): Promise<void> {
    await this.tags.run({ applicationId, kind: 'learner', itemKeys: [learnerId], tags: [] });
    await this.outbox.add({ applicationId, kind: 'learner.erased', subject: learnerId, body: { learnerId } });
  }

  private async around({ applicationId, learnerId }: ErasureOrder, { registrationKeys, instanceKeys }: Gone): Promise<Partial<ErasedCounts>> {
    await this.sessions.run(instanceKeys);
    const seats = await this.seats.ofRegistrations(registrationKeys);
    const erased = await this.recipients.run(applicationId, { learnerId, registrationKeys });
    return { ...erased, registrations: registrationKeys.length, instances: instanceKeys.length, seats };
  }
}
