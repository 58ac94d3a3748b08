import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox, type OutboxFact } from '../platform/outbox/outbox';
import { ReplaceTags } from '../tags/replace-tags';
import { RegistrationRepository } from './registration.repository';
import { instancesDeleted } from './registrations.events';
import { registrationUnknown } from './registrations.failures';

const batch = 200;

/** Removes a registration with all its instances; and, when a course is deleted, all registrations of it. */
@Injectable()
export class DeleteRegistration implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
    private readonly tags: ReplaceTags,
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

  /** Some registrations of a learner, until the answer is empty; with the instances that went along. */
  ofLearner(applicationId: string, learnerId: string): Promise<{ registrationKeys: string[]; instanceKeys: string[] }> {
    return this.unit.run(async () => {
      const found = await this.registrations.keysOfLearner(applicationId, learnerId, batch);
      return { registrationKeys: found.map((one) => one.registrationKey), instanceKeys: await this.remove(found) };
    });
  }

  /** Those of the keys that exist. */
  ofKeys(applicationId: string, registrationKeys: readonly string[]): Promise<{ registrationKeys: string[]; instanceKeys: string[] }> {
    return this.unit.run(async () => {
      const found = await this.registrations.existing(applicationId, registrationKeys);
      return { registrationKeys: found.map((one) => one.registrationKey), instanceKeys: await this.remove(found) };
    });
  }

  /** All are of one application. Answers their instances. */
  private async remove(found: readonly { registrationKey: string; applicationId: string }[]): Promise<string[]> {
    const keys = found.map((one) => one.registrationKey);
    const tenant = found[0]?.applicationId ?? '';
    const instanceKeys = await this.registrations.instanceKeysOf(keys);
    await this.registrations.remove(keys);
    await this.tags.run({ applicationId: tenant, kind: 'registration', itemKeys: keys, tags: [] });
    for (const { registrationKey, applicationId } of found)
      await this.outbox.add({ applicationId, kind: 'registration.deleted', subject: registrationKey, body: { registrationKey } });
    if (instanceKeys.length) await this.outbox.add(instancesDeleted(tenant, { instanceKeys }));
    return instanceKeys;
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
