import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AddTags } from '../tags/add-tags';
import { RemoveTags } from '../tags/remove-tags';
import { DestinationRepository } from './destination.repository';
import { destinationUnknown, dispatchUnknown } from './dispatch.failures';
import { DispatchRepository } from './dispatch.repository';

export interface TagChange {
  applicationId: string;
  kind: 'destination' | 'dispatch';
  ids: readonly string[];
  tags: readonly string[];
}

/** Puts tags on destinations or dispatches, or takes them off; all of the ids or none. */
@Injectable()
export class TagDispatching {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DispatchRepository,
    private readonly addTags: AddTags,
    private readonly removeTags: RemoveTags,
  ) {}

  /** Failures: destination-unknown, dispatch-unknown. */
  add(change: TagChange): Promise<void> {
    return this.unit.run(async () => this.addTags.run({ ...change, itemKeys: await this.keysOf(change) }));
  }

  /** Failures: destination-unknown, dispatch-unknown. */
  remove(change: TagChange): Promise<void> {
    return this.unit.run(async () => this.removeTags.run({ ...change, itemKeys: await this.keysOf(change) }));
  }

  private async keysOf({ applicationId, kind, ids }: TagChange): Promise<string[]> {
    const found =
      kind === 'destination'
        ? (await this.destinations.findSome(applicationId, ids)).map((one) => ({ id: one.id, key: one.destinationKey }))
        : (await this.dispatches.findSome(applicationId, ids)).map((one) => ({ id: one.id, key: one.dispatchKey }));
    const missing = ids.find((id) => !found.some((one) => one.id === id));
    if (missing !== undefined) throw kind === 'destination' ? destinationUnknown(missing) : dispatchUnknown(missing);
    return found.map((one) => one.key);
  }
}
