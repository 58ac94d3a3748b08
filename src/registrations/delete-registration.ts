import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox, type OutboxFact } from '../platform/outbox/outbox';
import { RegistrationRepository } from './registration.repository';
import { registrationUnknown } from './registrations.failures';

const batch = 200;

/** Removes a registration with all its instances; and, when a course is deleted, all registrations of it. */
@Injectable()
export class DeleteRegistration implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('course.deleted', (facts) => this.followCourses(facts));
  }

  /** Failures: registration-unknown. */
  run(applicationId: string, id: string): Promise<void> {
    return this.unit.run(async () => {
      const registration = await this.registrations.find(applicationId, id);
      if (!registration) throw registrationUnknown(id);
      await this.remove([registration]);
    });
  }

  private async remove(found: readonly { registrationKey: string; applicationId: string }[]): Promise<void> {
    const keys = found.map((one) => one.registrationKey);
    const instanceKeys = await this.registrations.instanceKeysOf(keys);
    await this.registrations.remove(keys);
    for (const { registrationKey, applicationId } of found)
      await this.outbox.add({ applicationId, kind: 'registration.deleted', subject: registrationKey, body: { registrationKey } });
    if (instanceKeys.length) await this.outbox.add({ applicationId: found[0]?.applicationId ?? '', kind: 'instances.deleted', subject: instanceKeys[0] ?? '', body: { instanceKeys } });
  }

  private async followCourses(facts: readonly OutboxFact[]): Promise<void> {
    for (const fact of facts) {
      const { courseKey } = fact.body as { courseKey: string };
      for (let removed = batch; removed === batch; )
        removed = await this.unit.run(async () => {
          const found = await this.registrations.keysOfCourse(courseKey, batch);
          await this.remove(found);
          return found.length;
        });
    }
  }
}
