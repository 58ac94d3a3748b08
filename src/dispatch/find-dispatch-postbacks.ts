import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { DispatchRepository } from './dispatch.repository';

/** Where the results of what came through dispatches are posted to, by the callers' ids; dispatches without a postback are absent. */
@Injectable()
export class FindDispatchPostbacks {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly dispatches: DispatchRepository,
  ) {}

  async run(applicationId: string, ids: readonly string[]): Promise<Map<string, Readonly<Record<string, unknown>>>> {
    const found = await this.unit.run(() => this.dispatches.findSome(applicationId, ids));
    return new Map(found.flatMap(({ id, postBack }) => (postBack ? [[id, postBack] as const] : [])));
  }
}
