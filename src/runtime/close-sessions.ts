import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox } from '../platform/outbox/outbox';
import { LaunchRecordRepository } from './launch-record.repository';
import { SessionRepository } from './session.repository';
import { UnitLaunchRepository } from './units/unit-launch.repository';

/** Removes the sessions of instances that were deleted, and what is recorded of them. */
@Injectable()
export class CloseSessions implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly sessions: SessionRepository,
    private readonly records: LaunchRecordRepository,
    private readonly units: UnitLaunchRepository,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('instances.deleted', async (facts) => {
      for (const fact of facts) await this.run((fact.body as { instanceKeys: string[] }).instanceKeys);
    });
  }

  run(instanceKeys: readonly string[]): Promise<void> {
    return this.unit.run(async () => {
      await this.sessions.removeOf(instanceKeys);
      await this.records.removeOf(instanceKeys);
      await this.units.removeOf(instanceKeys);
    });
  }
}
