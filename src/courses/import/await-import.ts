import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { importUnfinished } from '../courses.failures';
import { FindCourses } from '../find-courses';

const longestMs = 10 * 60_000;
const [firstMs, lastMs] = [40, 1000];

/** Waits until an import has ended, wherever it runs. */
@Injectable()
export class AwaitImport implements BeforeApplicationShutdown {
  private isDraining = false;

  constructor(
    private readonly courses: FindCourses,
    private readonly clock: Clock,
  ) {}

  beforeApplicationShutdown(): void {
    this.isDraining = true;
  }

  /** `isGone` tells that nobody waits for the answer any more. Failures: import-job-unknown, import-unfinished (after ten minutes). */
  async run(applicationId: string, jobId: string, isGone: () => boolean): ReturnType<FindCourses['importJob']> {
    const end = this.clock.now() + longestMs;
    for (let ms = firstMs; ; ms = Math.min(lastMs, ms * 1.5)) {
      const found = await this.courses.importJob(applicationId, jobId);
      if (found.job.status !== 'RUNNING') return found;
      if (this.isDraining || isGone() || this.clock.now() > end) throw importUnfinished(jobId);
      await sleep(ms);
    }
  }
}
