import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ReplaceTags } from '../tags/replace-tags';
import { DeleteDispatches } from './delete-dispatches';
import { DestinationRepository } from './destination.repository';
import { destinationUnknown } from './dispatch.failures';

/** Deletes a destination with its dispatches; shipped packages answer "not found" from now on (SEMANTICS 13). */
@Injectable()
export class DeleteDestination {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DeleteDispatches,
    private readonly tags: ReplaceTags,
  ) {}

  /** Failures: destination-unknown. */
  run(applicationId: string, id: string): Promise<void> {
    return this.unit.run(async () => {
      const known = await this.destinations.find(applicationId, id);
      if (!known) throw destinationUnknown(id);
      await this.dispatches.run(applicationId, { destinationId: id });
      await this.tags.run({ applicationId, kind: 'destination', itemKeys: [known.destinationKey], tags: [] });
      await this.destinations.remove(known.destinationKey);
    });
  }
}
