import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ReplaceTags } from '../tags/replace-tags';
import { DispatchRepository } from './dispatch.repository';

/** Removes dispatches with keys, seats and tags; zips in the field answer "not found", registrations stay. */
@Injectable()
export class RemoveDispatches {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly dispatches: DispatchRepository,
    private readonly tags: ReplaceTags,
  ) {}

  run(applicationId: string, dispatchKeys: readonly string[]): Promise<void> {
    return this.unit.run(async () => {
      await this.dispatches.remove(applicationId, dispatchKeys);
      await this.tags.run({ applicationId, kind: 'dispatch', itemKeys: dispatchKeys, tags: [] });
    });
  }
}
