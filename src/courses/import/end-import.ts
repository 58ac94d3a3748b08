import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { JobQueue } from '../../platform/jobs/job-queue';
import { CourseRepository } from '../course.repository';
import type { ImportJob } from './import-job.entity';

export type EndOfImport = { status: 'COMPLETE'; versionKey: string } | { status: 'ERROR'; message: string };
export const importPostBack = 'import-post-back';

/** Writes how an import ended, and with it the job that tells the caller's address. */
@Injectable()
export class EndImport {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  run({ jobId, applicationId, postBackUrl }: Pick<ImportJob, 'jobId' | 'applicationId' | 'postBackUrl'>, end: EndOfImport): Promise<void> {
    const change = end.status === 'ERROR' ? { ...end, versionKey: null } : { ...end, stage: 'done' as const, percent: 100 };
    return this.unit.run(async () => {
      await this.courses.changeJob(jobId, { ...change, endedAt: this.clock.now() });
      if (postBackUrl) await this.jobs.add({ kind: importPostBack, payload: { applicationId, jobId }, uniqueKey: `${importPostBack}:${jobId}` });
    });
  }
}
