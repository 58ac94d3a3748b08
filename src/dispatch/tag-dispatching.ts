import { Injectable } from '@nestjs/common';
import { ChangeTags, type TaggedThings } from '../tags/change-tags';
import { DestinationRepository } from './destination.repository';
import { destinationUnknown, dispatchUnknown } from './dispatch.failures';
import { DispatchRepository } from './dispatch.repository';

export interface TagChange {
  applicationId: string;
  kind: 'destination' | 'dispatch';
  ids: readonly string[];
  tags: readonly string[];
}

/** Tags on destinations and dispatches. Failures of all: destination-unknown, dispatch-unknown. */
@Injectable()
export class TagDispatching {
  constructor(
    private readonly tags: ChangeTags,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DispatchRepository,
  ) {}

  add(change: TagChange): Promise<void> {
    return this.tags.add(this.things(change), change.tags);
  }

  remove(change: TagChange): Promise<void> {
    return this.tags.remove(this.things(change), change.tags);
  }

  private things({ applicationId, kind, ids }: TagChange): TaggedThings {
    const destinations = async () => new Map((await this.destinations.findSome(applicationId, ids)).map((one) => [one.id, one.destinationKey]));
    const dispatches = async () => new Map((await this.dispatches.findSome(applicationId, ids)).map((one) => [one.id, one.dispatchKey]));
    return { applicationId, kind, ids, ...(kind === 'destination' ? { keysOf: destinations, unknown: destinationUnknown } : { keysOf: dispatches, unknown: dispatchUnknown }) };
  }
}
