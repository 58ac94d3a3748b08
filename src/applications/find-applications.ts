import { Injectable } from '@nestjs/common';
import type { ListQuery } from '../platform/database/list-conditions.rules';
import { MoreTokens, type Page, pageSize } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ApplicationContents, type ContentCounts, nothing } from './application-contents';
import type { Application } from './application.entity';
import { ApplicationRepository } from './application.repository';
import { applicationUnknown } from './applications.failures';
import type { Credential } from './credential.entity';

export type ApplicationQuery = ListQuery;
export interface FoundApplication {
  application: Application;
  /** Only when asked for. */
  counts?: ContentCounts;
}

/** Reads tenants. The management application is none of them. */
@Injectable()
export class FindApplications {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly contents: ApplicationContents,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** The name people see; empty for an application that is gone. */
  async nameOf(applicationId: string): Promise<string> {
    return (await this.unit.run(() => this.applications.find(applicationId)))?.name ?? '';
  }

  /** Failures: application-unknown. */
  one(applicationId: string, withCounts: boolean): Promise<FoundApplication> {
    return this.unit.run(async () => {
      const application = await this.applications.child(applicationId);
      if (!application) throw applicationUnknown(applicationId);
      return (await this.counted([application], withCounts))[0] as FoundApplication;
    });
  }

  /** All of them, in the order of their making. */
  all(): Promise<Application[]> {
    return this.unit.run(() => this.applications.children());
  }

  /** A `more` token brings its own query back; the total is for a first page only. */
  list(query: ApplicationQuery, options: { more?: string; withTotal: boolean; withCounts: boolean }): Promise<Page<FoundApplication> & { total?: number }> {
    const position = options.more === undefined ? undefined : this.moreTokens.read<ApplicationQuery>('applications', options.more);
    const asked = position?.query ?? query;
    return this.unit.run(async () => {
      const rows = await this.applications.list(asked, position?.after, pageSize + 1);
      const total = options.withTotal && !position ? await this.applications.count(asked) : undefined;
      const page = this.moreTokens.page('applications', asked, rows, (row) => [asked.orderBy === 'created' ? row.createdAt : row.updatedAt, row.applicationId]);
      return { ...page, rows: await this.counted(page.rows, options.withCounts), total };
    });
  }

  /** The keys of an application without their secrets, the oldest first. Failures: application-unknown. */
  credentials(applicationId: string): Promise<Credential[]> {
    return this.unit.run(async () => {
      if (!(await this.applications.child(applicationId))) throw applicationUnknown(applicationId);
      return this.applications.credentialsOf(applicationId);
    });
  }

  private async counted(found: readonly Application[], withCounts: boolean): Promise<FoundApplication[]> {
    if (!withCounts) return found.map((application) => ({ application }));
    const counts = await this.contents.of(found.map(({ applicationId }) => applicationId));
    return found.map((application) => ({ application, counts: counts.get(application.applicationId) ?? nothing }));
  }
}
