import { Injectable } from '@nestjs/common';
import { FindCourseTitles } from '../courses/find-course-titles';
import { MoreTokens, type Page, pageSize } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindTags } from '../tags/find-tags';
import { DestinationRepository } from './destination.repository';
import type { Dispatch } from './dispatch.entity';
import { destinationUnknown, dispatchUnknown } from './dispatch.failures';
import { DispatchRepository } from './dispatch.repository';
import type { ListOptions } from './find-destinations';
import type { ListQuery } from './list-query.rules';

export interface FoundDispatch {
  dispatch: Dispatch;
  destination: { id: string; name: string; hashUserInfo: boolean };
  course: { id: string; title: string };
  tags: string[];
}

const positionOf = ({ dispatch }: FoundDispatch, { orderBy }: ListQuery) => [orderBy === 'created' ? dispatch.createdAt : dispatch.updatedAt, dispatch.dispatchKey];

/** Reads dispatches: one, or a page of them; five statements whatever the page holds. */
@Injectable()
export class FindDispatches {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly dispatches: DispatchRepository,
    private readonly destinations: DestinationRepository,
    private readonly courses: FindCourseTitles,
    private readonly tags: FindTags,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** Failures: dispatch-unknown. */
  one(applicationId: string, id: string): Promise<FoundDispatch> {
    return this.unit.run(async () => {
      const found = await this.dispatches.find(applicationId, id);
      if (!found) throw dispatchUnknown(id);
      const [view] = await this.views(applicationId, [found]);
      return view as FoundDispatch;
    });
  }

  /** A `more` token brings its own query back; the total is for a first page only. Failures: destination-unknown. */
  list(applicationId: string, query: ListQuery, options: ListOptions & { destinationId?: string }): Promise<Page<FoundDispatch> & { total?: number }> {
    const { size = pageSize } = options;
    const position = options.more === undefined ? undefined : this.moreTokens.read<ListQuery>('dispatches', options.more);
    return this.unit.run(async () => {
      const asked = position?.query ?? { ...query, ...(await this.within(applicationId, options.destinationId)) };
      const course = asked.courseId === undefined ? undefined : (await this.courses.byId(applicationId, [asked.courseId])).get(asked.courseId);
      if (asked.courseId !== undefined && !course) return { rows: [], ...(options.withTotal ? { total: 0 } : {}) };
      const keys = await this.dispatches.listKeys(applicationId, asked, course?.courseKey, position?.after, size);
      const rows = await this.byKeys(applicationId, keys);
      const total = options.withTotal && !position ? { total: await this.dispatches.count(applicationId, asked, course?.courseKey) } : {};
      return { ...this.moreTokens.page('dispatches', asked, rows, (row) => positionOf(row, asked), size), ...total };
    });
  }

  /** Those of the keys that exist, in their order. */
  byKeys(applicationId: string, keys: readonly string[]): Promise<FoundDispatch[]> {
    return this.unit.run(async () => {
      const found = new Map((await this.dispatches.findSomeByKey(applicationId, keys)).map((one) => [one.dispatchKey, one]));
      return this.views(applicationId, keys.flatMap((key) => found.get(key) ?? []));
    });
  }

  /** Which of the courses have a dispatch, in one statement. */
  coursesAmong(courseKeys: readonly string[]): Promise<Set<string>> {
    return this.unit.run(() => this.dispatches.coursesAmong(courseKeys));
  }

  private async within(applicationId: string, destinationId: string | undefined): Promise<{ destinationKey?: string }> {
    if (destinationId === undefined) return {};
    const found = await this.destinations.find(applicationId, destinationId);
    if (!found) throw destinationUnknown(destinationId);
    return { destinationKey: found.destinationKey };
  }

  private async views(applicationId: string, found: readonly Dispatch[]): Promise<FoundDispatch[]> {
    const each = (of: (one: Dispatch) => string) => [...new Set(found.map(of))];
    const destinations = new Map((await this.destinations.findSomeByKey(applicationId, each((one) => one.destinationKey))).map((one) => [one.destinationKey, one]));
    const courses = await this.courses.byKey(each((one) => one.courseKey));
    const tags = await this.tags.run(applicationId, 'dispatch', each((one) => one.dispatchKey));
    return found.map((dispatch) => {
      const destination = destinations.get(dispatch.destinationKey);
      const course = courses.get(dispatch.courseKey);
      return {
        dispatch, tags: tags.get(dispatch.dispatchKey) ?? [], course: { id: course?.id ?? '', title: course?.title ?? '' },
        destination: { id: destination?.id ?? '', name: destination?.name ?? '', hashUserInfo: destination?.hashUserInfo ?? false },
      };
    });
  }
}
