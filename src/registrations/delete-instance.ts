import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { DeleteRegistration } from './delete-registration';
import { RegistrationRepository } from './registration.repository';
import { instancesDeleted } from './registrations.events';
import { instanceUnknown, registrationUnknown } from './registrations.failures';

/** Removes one attempt of a registration; the last one takes the registration with it. */
@Injectable()
export class DeleteInstance {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
    private readonly whole: DeleteRegistration,
    private readonly outbox: Outbox,
  ) {}

  /** Failures: registration-unknown, instance-unknown. */
  run(applicationId: string, id: string, instance: number | 'newest'): Promise<void> {
    return this.unit.run(async () => {
      const registrationKey = (await this.registrations.keysOf(applicationId, [id])).get(id);
      const registration = registrationKey && (await this.registrations.locked(applicationId, registrationKey));
      if (!registration) throw registrationUnknown(id);
      const all = await this.registrations.instanceNumbers(registrationKey);
      const number = instance === 'newest' ? registration.newestInstance : instance;
      const doomed = all.find((one) => one.instance === number);
      if (!doomed) throw instanceUnknown(id, number);
      const newest = all.filter((one) => one !== doomed).at(-1);
      if (!newest) return this.whole.run(applicationId, id);
      await this.registrations.removeInstance(doomed.instanceKey);
      if (doomed.instanceKey === registration.newestInstanceKey) await this.registrations.makeNewest(registrationKey, newest.instanceKey, newest.instance);
      await this.outbox.add(instancesDeleted(applicationId, { instanceKeys: [doomed.instanceKey], stays: { registrationKey, instanceKey: newest.instanceKey } }));
    });
  }
}
