import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindRegistrations } from '../registrations/find-registrations';
import { dispatchUnknown } from './dispatch.failures';
import { FindDispatches, type FoundDispatch } from './find-dispatches';

/** The dispatch that a registration came through. */
@Injectable()
export class FindDispatchOfRegistration {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: FindRegistrations,
    private readonly dispatches: FindDispatches,
  ) {}

  /** Failures: registration-unknown, dispatch-unknown (it came through none). */
  run(applicationId: string, registrationId: string): Promise<FoundDispatch> {
    return this.unit.run(async () => {
      const { dispatch_id: id } = await this.registrations.one(applicationId, registrationId);
      if (id === null) throw dispatchUnknown(`of registration ${registrationId}`);
      return this.dispatches.one(applicationId, id);
    });
  }
}
