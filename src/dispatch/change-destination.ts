import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { invalidInput } from '../platform/failure';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ReplaceTags } from '../tags/replace-tags';
import { ChangeDispatches } from './change-dispatches';
import { CreateDestinations, type NewDestination } from './create-destinations';
import type { Destination } from './destination.entity';
import { DestinationRepository } from './destination.repository';
import { destinationUnknown } from './dispatch.failures';
import { RecountLicence } from './seats/recount-licence';

export type DestinationChange = Partial<Omit<NewDestination, 'id'>>;

const columns = ['name', 'email', 'notes', 'launchAuth', 'lti13Data', 'preset', 'settings', 'registrationCap', 'learnerCap', 'startsAt', 'expiresAt', 'accessDays', 'warnAt'] as const;

/** Changes a destination, making it when it is not there yet. */
@Injectable()
export class ChangeDestination {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly create: CreateDestinations,
    private readonly dispatches: ChangeDispatches,
    private readonly tags: ReplaceTags,
    private readonly licence: RecountLicence,
    private readonly clock: Clock,
  ) {}

  /** What is absent stays. Failures: invalid-input (a new one needs a name). */
  run(applicationId: string, id: string, change: DestinationChange): Promise<void> {
    return this.unit.run(async () => {
      const known = await this.destinations.find(applicationId, id);
      if (!known) {
        if (!change.name) throw invalidInput('name', 'is required for a new destination');
        return this.create.run(applicationId, [{ ...change, id, name: change.name }]);
      }
      await this.apply(known, change);
    });
  }

  /** The same for one that is there. Failures: destination-unknown. */
  existing(applicationId: string, id: string, change: DestinationChange): Promise<void> {
    return this.unit.run(async () => {
      const known = await this.destinations.find(applicationId, id);
      if (!known) throw destinationUnknown(id);
      await this.apply(known, change);
    });
  }

  private async apply({ applicationId, destinationKey }: Destination, change: DestinationChange): Promise<void> {
    const fields: Partial<Destination> = { updatedAt: this.clock.now() };
    for (const column of columns) if (change[column] !== undefined) Object.assign(fields, { [column]: change[column] });
    await this.destinations.change(destinationKey, fields);
    if (change.registrationCap !== undefined || change.learnerCap !== undefined) await this.licence.begin(destinationKey);
    if (change.tags) await this.tags.run({ applicationId, kind: 'destination', itemKeys: [destinationKey], tags: change.tags });
  }

  /** Whether learner ids and names are kept, for all dispatches of the destination. Failures: destination-unknown. */
  setHashUserInfo(applicationId: string, id: string, hashUserInfo: boolean): Promise<void> {
    return this.unit.run(async () => {
      const known = await this.destinations.find(applicationId, id);
      if (!known) throw destinationUnknown(id);
      await this.destinations.change(known.destinationKey, { hashUserInfo, updatedAt: this.clock.now() });
      await this.dispatches.run(applicationId, { destinationId: id }, { hashUserInfo: null });
    });
  }
}
