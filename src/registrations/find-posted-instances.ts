import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type PostedInstance, RegistrationTargetsReport } from './registration-targets.report';

export type { PostedInstance } from './registration-targets.report';

/** Reads instances by their keys, with the postback their registration was created with; those that are gone are absent. One statement. */
@Injectable()
export class FindPostedInstances {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly report: RegistrationTargetsReport,
  ) {}

  async run(applicationId: string, instanceKeys: readonly string[], withRuntime: boolean): Promise<Map<string, PostedInstance>> {
    const rows = await this.unit.run(() => this.report.of(applicationId, instanceKeys, withRuntime));
    return new Map(rows.map((row) => [row.instance_key, row]));
  }
}
