import { Injectable } from '@nestjs/common';
import { FindCourseTitles } from '../courses/find-course-titles';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { DestinationRepository } from './destination.repository';
import { destinationUnknown } from './dispatch.failures';
import { DispatchRepository } from './dispatch.repository';
import { FindDestinations, type FoundDestination } from './find-destinations';
import { FindDispatches, type FoundDispatch } from './find-dispatches';
import { everything, type ListQuery } from './list-query.rules';

/** So many rows make a page: a client that asks for page after page gets 10,000 of them in 20 calls, which walk over 190 pages of keys in all. */
const numberedPageSize = 500;

export interface NumberedPage {
  /** From 1. */
  page: number;
  /** All of them. */
  tags?: string[];
}

const oldestFirst: ListQuery = { ...everything, orderBy: 'created', dateField: 'created' };

/** Pages of destinations and dispatches by their number, the oldest first; behind the last one they are empty. A page is reached by walking over the keys before it, in an index. */
@Injectable()
export class FindNumberedPages {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourseTitles,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DispatchRepository,
    private readonly findDestinations: FindDestinations,
    private readonly findDispatches: FindDispatches,
  ) {}

  ofDestinations(applicationId: string, { page, tags }: NumberedPage): Promise<FoundDestination[]> {
    return this.unit.run(async () => {
      const query = { ...oldestFirst, allTags: tags };
      const rows = await walk(page, (after) => this.destinations.list(applicationId, query, undefined, after, numberedPageSize - 1), async (last) => [last.createdAt, last.destinationKey]);
      return this.findDestinations.views(applicationId, rows, false);
    });
  }

  /** Failures: destination-unknown; an unknown course has none. */
  ofDispatches(applicationId: string, { page, tags, destinationId, courseId }: NumberedPage & { destinationId?: string; courseId?: string }): Promise<FoundDispatch[]> {
    return this.unit.run(async () => {
      const destination = destinationId === undefined ? undefined : await this.destinations.find(applicationId, destinationId);
      if (destinationId !== undefined && !destination) throw destinationUnknown(destinationId);
      const course = courseId === undefined ? undefined : (await this.courses.byId(applicationId, [courseId])).get(courseId);
      if (courseId !== undefined && !course) return [];
      const query = { ...oldestFirst, allTags: tags, destinationKey: destination?.destinationKey };
      const keys = await walk(page, (after) => this.dispatches.listKeys(applicationId, query, course?.courseKey, after, numberedPageSize - 1), async (last) => {
        const [row] = await this.dispatches.findSomeByKey(applicationId, [last]);
        return [row?.createdAt ?? 0, last];
      });
      return this.findDispatches.byKeys(applicationId, keys);
    });
  }
}

/** The rows of a page; it ends at the first page that is not full. */
async function walk<T>(page: number, rowsBehind: (after: (string | number)[] | undefined) => Promise<T[]>, placeOf: (last: T) => Promise<(string | number)[]>): Promise<T[]> {
  let after: (string | number)[] | undefined;
  for (let number = 1; ; number++) {
    const rows = await rowsBehind(after);
    if (number === page) return rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < numberedPageSize) return [];
    after = await placeOf(last);
  }
}
