import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox, type OutboxFact } from '../platform/outbox/outbox';
import { SettingRepository } from './setting.repository';

/** Which keys a fact says are gone. */
const goneBy: Readonly<Record<string, (body: never) => readonly string[]>> = {
  'course.deleted': ({ courseKey }: { courseKey: string }) => [courseKey],
  'course-files.abandoned': ({ versionKey }: { versionKey: string }) => [versionKey],
  'registration.deleted': ({ registrationKey }: { registrationKey: string }) => [registrationKey],
  'instances.deleted': ({ instanceKeys }: { instanceKeys: string[] }) => instanceKeys,
};

/** Removes the settings of what was deleted. */
@Injectable()
export class ForgetSettings implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly settings: SettingRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.unit.run(() => this.settings.removeApplication(applicationId));
    });
    for (const [kind, keysOf] of Object.entries(goneBy)) this.outbox.subscribe(kind, (facts) => this.forget(facts, keysOf));
  }

  private async forget(facts: readonly OutboxFact[], keysOf: (body: never) => readonly string[]): Promise<void> {
    for (const { applicationId, body } of facts) await this.unit.run(() => this.settings.removeAllOf(applicationId, keysOf(body as never)));
  }
}
