import { Injectable } from '@nestjs/common';

/** How much an application holds, counted now. */
export interface ContentCounts {
  courses: number;
  registrations: number;
  /** What else keeps it from being empty: destinations and imports that still run. */
  others: number;
}
type Counter = (applicationIds: readonly string[]) => Promise<ReadonlyMap<string, ContentCounts>>;

/** What applications hold belongs to floors above this one: the one that sees them all brings the counter. */
@Injectable()
export class ApplicationContents {
  private counter?: Counter;

  /** Called once at start. */
  countBy(counter: Counter): void {
    this.counter = counter;
  }

  /** A constant number of statements, however many applications. */
  async of(applicationIds: readonly string[]): Promise<ReadonlyMap<string, ContentCounts>> {
    if (!this.counter) throw new Error('Nothing counts what applications hold');
    return applicationIds.length ? this.counter(applicationIds) : new Map();
  }
}

export const nothing: ContentCounts = { courses: 0, registrations: 0, others: 0 };
