import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { RemoveDispatches } from './remove-dispatches';
import { type DispatchSelection, SelectDispatches } from './select-dispatches';

const atOnce = 500;

/** Deletes dispatches and answers how many; all or none. */
@Injectable()
export class DeleteDispatches {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly select: SelectDispatches,
    private readonly remove: RemoveDispatches,
  ) {}

  /** Failures: those of SelectDispatches. */
  run(applicationId: string, selection: DispatchSelection): Promise<number> {
    return this.unit.run(async () => {
      const keys = await this.select.run(applicationId, selection);
      for (let i = 0; i < keys.length; i += atOnce) await this.remove.run(applicationId, keys.slice(i, i + atOnce));
      return keys.length;
    });
  }
}
