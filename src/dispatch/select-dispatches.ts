import { Injectable } from '@nestjs/common';
import { courseUnknown } from '../courses/courses.failures';
import { FindCourseTitles } from '../courses/find-course-titles';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { DestinationRepository } from './destination.repository';
import { destinationUnknown, dispatchFilterMissing, dispatchUnknown } from './dispatch.failures';
import { DispatchRepository } from './dispatch.repository';
import { everything, type ListQuery } from './list-query.rules';

/** Those that answer to everything that is named; `tags`: they carry all of them. */
export interface DispatchNames {
  dispatchId?: string;
  destinationId?: string;
  courseId?: string;
  tags?: string[];
}
/** Which dispatches a change is for: one, all of a destination, those of a list, or those named from several sides. */
export type DispatchSelection = { id: string } | { destinationId: string } | { query: ListQuery } | { named: DispatchNames };

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

  /** Failures: dispatch-unknown, destination-unknown, dispatch-filter-missing (nothing narrows a list or names), course-unknown (in names only). */
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
      return 'named' in selection ? this.ofNames(applicationId, selection.named) : this.ofList(applicationId, selection.query);
    });
  }

  private async ofNames(applicationId: string, { dispatchId, destinationId, courseId, tags }: DispatchNames): Promise<string[]> {
    if (dispatchId === undefined && destinationId === undefined && courseId === undefined && !tags?.length) throw dispatchFilterMissing();
    const one = dispatchId === undefined ? undefined : await this.dispatches.find(applicationId, dispatchId);
    if (dispatchId !== undefined && !one) throw dispatchUnknown(dispatchId);
    const destination = destinationId === undefined ? undefined : await this.destinations.find(applicationId, destinationId);
    if (destinationId !== undefined && !destination) throw destinationUnknown(destinationId);
    const course = courseId === undefined ? undefined : (await this.courses.byId(applicationId, [courseId])).get(courseId);
    if (courseId !== undefined && !course) throw courseUnknown(courseId);
    const query = { ...everything, destinationKey: destination?.destinationKey, dispatchKey: one?.dispatchKey, allTags: tags };
    return this.dispatches.listKeys(applicationId, query, course?.courseKey, undefined, mostAtOnce);
  }

  private async ofList(applicationId: string, query: ListQuery): Promise<string[]> {
    if (!isNarrow(query)) throw dispatchFilterMissing();
    if (query.courseId === undefined) return this.dispatches.listKeys(applicationId, query, undefined, undefined, mostAtOnce);
    const course = (await this.courses.byId(applicationId, [query.courseId])).get(query.courseId);
    return course ? this.dispatches.listKeys(applicationId, query, course.courseKey, undefined, mostAtOnce) : [];
  }
}
