import { Injectable } from '@nestjs/common';
import { FindCourseTitles } from '../courses/find-course-titles';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { DestinationRepository } from './destination.repository';
import { destinationUnknown, dispatchFilterMissing, dispatchUnknown } from './dispatch.failures';
import { DispatchRepository } from './dispatch.repository';
import { everything, type ListQuery } from './list-query.rules';

/** Which dispatches a change is for: one, all of a destination, or those of a list. */
export type DispatchSelection = { id: string } | { destinationId: string } | { query: ListQuery };

const mostAtOnce = 100_000;
const isNarrow = (q: ListQuery) => Boolean(q.courseId ?? q.since ?? q.until ?? q.filter ?? (q.tags?.length || undefined));

/** Finds the keys of the dispatches that one call changes or deletes. */
@Injectable()
export class SelectDispatches {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourseTitles,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DispatchRepository,
  ) {}

  /** Failures: dispatch-unknown, destination-unknown, dispatch-filter-missing (a list without any filter). */
  run(applicationId: string, selection: DispatchSelection): Promise<string[]> {
    return this.unit.run(async () => {
      if ('id' in selection) {
        const one = await this.dispatches.find(applicationId, selection.id);
        if (!one) throw dispatchUnknown(selection.id);
        return [one.dispatchKey];
      }
      if ('destinationId' in selection) {
        const destination = await this.destinations.find(applicationId, selection.destinationId);
        if (!destination) throw destinationUnknown(selection.destinationId);
        return this.dispatches.listKeys(applicationId, { ...everything, destinationKey: destination.destinationKey }, undefined, undefined, mostAtOnce);
      }
      return this.ofList(applicationId, selection.query);
    });
  }

  private async ofList(applicationId: string, query: ListQuery): Promise<string[]> {
    if (!isNarrow(query)) throw dispatchFilterMissing();
    if (query.courseId === undefined) return this.dispatches.listKeys(applicationId, query, undefined, undefined, mostAtOnce);
    const course = (await this.courses.byId(applicationId, [query.courseId])).get(query.courseId);
    return course ? this.dispatches.listKeys(applicationId, query, course.courseKey, undefined, mostAtOnce) : [];
  }
}
