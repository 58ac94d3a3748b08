import { Injectable } from '@nestjs/common';
import { FindCourseTitles } from '../courses/find-course-titles';
import { MoreTokens, type Page, pageSize } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindTags } from '../tags/find-tags';
import type { Destination } from './destination.entity';
import { DestinationRepository } from './destination.repository';
import { destinationUnknown } from './dispatch.failures';
import { DispatchRepository } from './dispatch.repository';
import type { ListQuery } from './list-query.rules';

export interface FoundDestination {
  destination: Destination;
  tags: string[];
  dispatchCount?: number;
}
export interface ListOptions {
  more?: string;
  /** Rows of a page. */
  size?: number;
  withTotal: boolean;
}

const positionOf = (one: Destination, { orderBy }: ListQuery) => [orderBy === 'created' ? one.createdAt : one.updatedAt, one.destinationKey];

/** Reads destinations: one, or a page of them. */
@Injectable()
export class FindDestinations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DispatchRepository,
    private readonly courses: FindCourseTitles,
    private readonly tags: FindTags,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** Failures: destination-unknown. */
  one(applicationId: string, id: string, withDispatchCount = false): Promise<FoundDestination> {
    return this.unit.run(async () => {
      const found = await this.destinations.find(applicationId, id);
      if (!found) throw destinationUnknown(id);
      const [view] = await this.views(applicationId, [found], withDispatchCount);
      return view as FoundDestination;
    });
  }

  /** A `more` token brings its own query back; the total is for a first page only. */
  list(applicationId: string, query: ListQuery, options: ListOptions & { withDispatchCount: boolean }): Promise<Page<FoundDestination> & { total?: number }> {
    const { size = pageSize } = options;
    const position = options.more === undefined ? undefined : this.moreTokens.read<ListQuery & { counts?: boolean }>('destinations', options.more);
    const asked = position?.query ?? { ...query, counts: options.withDispatchCount };
    return this.unit.run(async () => {
      const course = asked.courseId === undefined ? undefined : (await this.courses.byId(applicationId, [asked.courseId])).get(asked.courseId);
      if (asked.courseId !== undefined && !course) return { rows: [], ...(options.withTotal ? { total: 0 } : {}) };
      const rows = await this.destinations.list(applicationId, asked, course?.courseKey, position?.after, size);
      const total = options.withTotal && !position ? { total: await this.destinations.count(applicationId, asked, course?.courseKey) } : {};
      const page = this.moreTokens.page('destinations', asked, rows, (row) => positionOf(row, asked), size);
      return { ...page, rows: await this.views(applicationId, page.rows, asked.counts ?? false), ...total };
    });
  }

  /** Registrations counted by all dispatches of a destination. Failures: destination-unknown. */
  registrationCount(applicationId: string, id: string): Promise<number> {
    return this.unit.run(async () => {
      const found = await this.destinations.find(applicationId, id);
      if (!found) throw destinationUnknown(id);
      return this.dispatches.sumOfRegistrations(applicationId, found.destinationKey);
    });
  }

  /** With their tags, in one statement. */
  async views(applicationId: string, found: readonly Destination[], withDispatchCount: boolean): Promise<FoundDestination[]> {
    const keys = found.map((one) => one.destinationKey);
    const tags = await this.tags.run(applicationId, 'destination', keys);
    const counts = withDispatchCount ? await this.destinations.dispatchCounts(keys) : undefined;
    return found.map((destination) => ({
      destination, tags: tags.get(destination.destinationKey) ?? [], ...(counts ? { dispatchCount: counts.get(destination.destinationKey) ?? 0 } : {}),
    }));
  }
}
