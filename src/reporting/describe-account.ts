import { Injectable } from '@nestjs/common';
import { FindApplications } from '../applications/find-applications';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AccountUsageReport } from './account-usage.report';

export interface Account {
  name: string;
  createdAt: number;
  /** The first moment of this month, UTC. */
  monthStart: number;
  registrationsThisMonth: number;
  registrations: number;
  courses: number;
}

/** An application and how much it is used, counted now. */
@Injectable()
export class DescribeAccount {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: FindApplications,
    private readonly usage: AccountUsageReport,
    private readonly clock: Clock,
  ) {}

  run(applicationId: string): Promise<Account> {
    const monthStart = Date.parse(`${new Date(this.clock.now()).toISOString().slice(0, 7)}-01T00:00:00Z`);
    const only = [applicationId];
    return this.unit.run(async () => {
      const { application } = await this.applications.one(applicationId, false);
      const count = async (counts: Promise<Map<string, number>>) => (await counts).get(applicationId) ?? 0;
      return {
        name: application.name, createdAt: Number(application.createdAt), monthStart, registrationsThisMonth: await count(this.usage.countedRegistrations(only, monthStart)),
        registrations: await count(this.usage.countedRegistrations(only)), courses: await count(this.usage.courses(only)),
      };
    });
  }
}
