import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationContents, type ContentCounts } from '../applications/application-contents';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AccountUsageReport } from './account-usage.report';

/** Counts for application management what applications hold, which only this floor sees. */
@Injectable()
export class CountContents implements OnModuleInit {
  constructor(
    private readonly contents: ApplicationContents,
    private readonly unit: UnitOfWork,
    private readonly usage: AccountUsageReport,
  ) {}

  onModuleInit(): void {
    this.contents.countBy((applicationIds) => this.count(applicationIds));
  }

  private count(applicationIds: readonly string[]): Promise<Map<string, ContentCounts>> {
    return this.unit.run(async () => {
      const [courses, registrations, others] = [await this.usage.courses(applicationIds), await this.usage.registrations(applicationIds), await this.usage.others(applicationIds)];
      return new Map(applicationIds.map((id) => [id, { courses: courses.get(id) ?? 0, registrations: registrations.get(id) ?? 0, others: others.get(id) ?? 0 }]));
    });
  }
}
