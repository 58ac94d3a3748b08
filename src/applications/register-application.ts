import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey } from '../platform/random-ids';
import { ApplicationRepository } from './application.repository';

/** Makes an application under an id of ours. It has no key yet. */
@Injectable()
export class RegisterApplication {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly clock: Clock,
  ) {}

  async run(name: string): Promise<{ applicationId: string; name: string }> {
    const applicationId = newKey().slice(-10).toUpperCase(); // 50 random bits
    const now = this.clock.now();
    await this.unit.run(() => this.applications.add({ applicationId, name, isManagement: false, allowDelete: null, createdAt: now, updatedAt: now }));
    return { applicationId, name };
  }
}
