import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AddTags } from '../tags/add-tags';
import { RemoveTags } from '../tags/remove-tags';
import { ChangeDispatches, type DispatchChange } from './change-dispatches';
import { type DispatchNames, SelectDispatches } from './select-dispatches';

export interface TaggedDispatchChange extends DispatchChange {
  addTags?: string[];
  removeTags?: string[];
}

const atOnce = 500;

/** Changes dispatches and their tags in one go, all or none; a counter that is set to 0 counts as reset. */
@Injectable()
export class ChangeTaggedDispatches {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly select: SelectDispatches,
    private readonly change: ChangeDispatches,
    private readonly add: AddTags,
    private readonly remove: RemoveTags,
    private readonly clock: Clock,
  ) {}

  /** Failures: those of SelectDispatches. */
  run(applicationId: string, named: DispatchNames, { addTags = [], removeTags = [], ...fields }: TaggedDispatchChange): Promise<void> {
    return this.unit.run(async () => {
      const keys = await this.select.run(applicationId, { named });
      const reset = fields.registrationCount === 0 ? { lastResetAt: this.clock.now() } : {};
      await this.change.ofKeys(applicationId, keys, { ...fields, ...reset });
      for (let i = 0; i < keys.length; i += atOnce) {
        const common = { applicationId, kind: 'dispatch', itemKeys: keys.slice(i, i + atOnce) } as const;
        if (addTags.length) await this.add.run({ ...common, tags: addTags });
        if (removeTags.length) await this.remove.run({ ...common, tags: removeTags });
      }
    });
  }
}
