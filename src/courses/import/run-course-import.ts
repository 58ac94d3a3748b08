import { pipeline } from 'node:stream';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Failure, outgoingRequestFailed } from '../../platform/failure';
import { OutgoingHttp } from '../../platform/http-client/outgoing-http';
import { JobRunner, type RunningJob } from '../../platform/jobs/job-runner';
import { newKey } from '../../platform/random-ids';
import { FileStorage } from '../../platform/storage/file-storage';
import { filesOfVersion, stagedPackage, stagedVersion, stagingOf } from '../course-files.rules';
import { CourseRepository } from '../course.repository';
import { PublishCourseVersion } from '../publish-course-version';
import type { ImportJob, ImportStage } from './import-job.entity';
import { atMost } from './limit-size';
import { courseImport } from './start-course-import';
import { UnpackCourse } from './unpack-course';

/** Fetches, checks, unpacks and publishes one package. Nothing of it is visible before the end, and a refused one leaves no file. */
@Injectable()
export class RunCourseImport implements OnModuleInit {
  private readonly log = new Logger(RunCourseImport.name);

  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly storage: FileStorage,
    private readonly http: OutgoingHttp,
    private readonly unpack: UnpackCourse,
    private readonly publish: PublishCourseVersion,
    private readonly runner: JobRunner,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.runner.handle(courseImport, (payload: { jobId: string }, running) => this.run(payload.jobId, running), { concurrency: 2, maxAttempts: 4 });
  }

  async run(jobId: string, running: RunningJob): Promise<void> {
    const job = await this.unit.run(() => this.courses.runningJob(jobId));
    if (!job) return this.storage.removePrefix(stagingOf(jobId));
    try {
      const versionKey = await this.import(job, running);
      await this.end(job, { status: 'COMPLETE', stage: 'done', percent: 100, versionKey });
    } catch (error) {
      if (!(error instanceof Failure) && (running.signal.aborted || running.attempts < 4)) throw error; // another try, from the staged package
      if (!(error instanceof Failure)) this.log.error(error instanceof Error ? error.stack : error);
      const message = error instanceof Failure ? error.publicMessage : `The import failed on our side and was given up after ${running.attempts} tries; quote job ${jobId} when you ask for help`;
      await this.end(job, { status: 'ERROR', message });
    }
    await this.storage.removePrefix(stagingOf(jobId));
  }

  private async import(job: ImportJob, running: RunningJob): Promise<string> {
    const packageKey = stagedPackage(job.jobId);
    if (job.sourceUrl && !job.versionKey && (await this.storage.size(packageKey)) === undefined) {
      await this.progress(job, 'fetching', 0);
      await this.fetch(job.sourceUrl, packageKey, running);
    }
    const versionKey = job.versionKey ?? newKey();
    await this.unit.run(() => this.courses.changeJob(job.jobId, { versionKey })); // the same key at a second try
    job.versionKey = versionKey;
    const known = await this.unit.run(() => this.courses.versionByKey(versionKey));
    if (known) return versionKey;
    await this.recoverPackage(job.jobId, versionKey);
    await this.storage.removePrefix(stagedVersion(job.jobId));
    await this.storage.removePrefix(filesOfVersion(versionKey));
    const unpacked = await this.unpack.run(packageKey, stagedVersion(job.jobId), { signal: running.signal, progress: (stage, percent) => this.progress(job, stage, percent) });
    await this.progress(job, 'publishing', 99);
    await this.storage.move(packageKey, `${stagedVersion(job.jobId)}/package.zip`);
    await this.storage.move(stagedVersion(job.jobId), filesOfVersion(versionKey));
    try {
      await this.publish.run({ applicationId: job.applicationId, courseId: job.courseId, mayCreateVersion: job.mayCreateVersion, versionKey, ...unpacked });
    } catch (error) {
      if (error instanceof Failure) await this.storage.removePrefix(filesOfVersion(versionKey));
      throw error;
    }
    return versionKey;
  }

  /** After a crash between moving and publishing, the package lies with the unpacked files. */
  private async recoverPackage(jobId: string, versionKey: string): Promise<void> {
    for (const folder of [stagedVersion(jobId), filesOfVersion(versionKey)])
      if ((await this.storage.size(`${folder}/package.zip`)) !== undefined) await this.storage.move(`${folder}/package.zip`, stagedPackage(jobId));
  }

  private async fetch(url: string, key: string, running: RunningJob): Promise<void> {
    const response = await this.http.request({ url, redirects: 3, idleTimeoutMs: 60_000, totalTimeoutMs: 3_600_000 });
    if (response.status !== 200) {
      response.body.destroy();
      throw outgoingRequestFailed(new URL(url).hostname, `it answered ${response.status} instead of the package`);
    }
    const limited = atMost(this.config.maxUploadBytes);
    pipeline(response.body, limited, () => undefined); // a lost connection must end `limited` too
    try {
      await this.storage.write(key, limited);
    } catch (error) {
      const lost = response.body.errored && !(error instanceof Failure) && !running.signal.aborted;
      throw lost ? outgoingRequestFailed(new URL(url).hostname, 'the connection broke off before the whole package was there') : error;
    }
  }

  private async progress(job: ImportJob, stage: ImportStage, percent: number): Promise<void> {
    await this.unit.run(() => this.courses.changeJob(job.jobId, { stage, percent }));
  }

  private async end(job: ImportJob, change: Partial<ImportJob>): Promise<void> {
    const versionKey = change.status === 'ERROR' ? null : (change.versionKey ?? null);
    await this.unit.run(() => this.courses.changeJob(job.jobId, { ...change, versionKey, endedAt: this.clock.now() }));
  }
}
