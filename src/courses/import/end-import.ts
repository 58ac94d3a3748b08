import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Outbox } from '../../platform/outbox/outbox';
import { toldEvent } from '../../platform/outbox/told-event';
import { JobQueue } from '../../platform/jobs/job-queue';
import { CourseRepository } from '../course.repository';
import type { ImportJob } from './import-job.entity';

export type EndOfImport = { status: 'COMPLETE'; versionKey: string } | { status: 'ERROR'; message: string; /** Code of a refusal. */ failure?: string };
export const importPostBack = 'import-post-back';

/** Writes how an import ended, and with it the job that tells the caller's address, and the event. */
@Injectable()
export class EndImport {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly jobs: JobQueue,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  run({ jobId, applicationId, courseId, postBackUrl, overlay }: Pick<ImportJob, 'jobId' | 'applicationId' | 'courseId' | 'postBackUrl' | 'overlay'>, end: EndOfImport): Promise<void> {
    const change = end.status === 'ERROR' ? { ...end, failure: end.failure ?? null, versionKey: null } : { ...end, stage: 'done' as const, percent: 100 };
    return this.unit.run(async () => {
      const at = this.clock.now();
      await this.courses.changeJob(jobId, { ...change, endedAt: at });
      if (!overlay) await this.outbox.add(toldEvent(applicationId, ...(await this.told({ jobId, courseId }, end, at))));
      if (postBackUrl) await this.jobs.add({ kind: importPostBack, payload: { applicationId, jobId }, uniqueKey: `${importPostBack}:${jobId}` });
    });
  }

  private async told(of: { jobId: string; courseId: string }, end: EndOfImport, at: number): Promise<[string, { at: number; data: object }]> {
    if (end.status === 'ERROR') return ['course.import_failed', { at, data: { ...of, message: end.message } }];
    const version = await this.courses.versionByKey(end.versionKey);
    return ['course.imported', { at, data: { ...of, version: version?.version, title: version?.title, learningStandard: version?.standard } }];
  }
}
