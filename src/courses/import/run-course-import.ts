import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Failure } from '../../platform/failure';
import { JobRunner, type RunningJob } from '../../platform/jobs/job-runner';
import { newKey } from '../../platform/random-ids';
import { FileStorage } from '../../platform/storage/file-storage';
import { filesOfVersion, stagedPackage, stagedVersion, stagingOf } from '../course-files.rules';
import { CourseRepository } from '../course.repository';
import { OverlayCourseFiles } from '../files/overlay-course-files';
import { PublishCourseVersion } from '../publish-course-version';
import { EndImport } from './end-import';
import { FetchPackage } from './fetch-package';
import type { ImportJob, ImportStage } from './import-job.entity';
import { nameInCourse } from './media.rules';
import { PrepareVersion } from './prepare-version';
import { courseImport } from './start-course-import';

/** Fetches, checks, unpacks and publishes one package or media file. Nothing of it is visible before the end, and a refused one leaves no file. */
@Injectable()
export class RunCourseImport implements OnModuleInit {
  private readonly log = new Logger(RunCourseImport.name);

  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly storage: FileStorage,
    private readonly fetch: FetchPackage,
    private readonly prepare: PrepareVersion,
    private readonly publish: PublishCourseVersion,
    private readonly overlay: OverlayCourseFiles,
    private readonly end: EndImport,
    private readonly runner: JobRunner,
  ) {}

  onModuleInit(): void {
    this.runner.handle(courseImport, (payload: { jobId: string }, running) => this.run(payload.jobId, running), { concurrency: 2, maxAttempts: 4 });
  }

  async run(jobId: string, running: RunningJob): Promise<void> {
    const job = await this.unit.run(() => this.courses.runningJob(jobId));
    if (!job) return this.storage.removePrefix(stagingOf(jobId));
    try {
      const versionKey = job.overlay ? await this.overlay.run(job, job.overlay, running.signal) : await this.import(job, running);
      await this.end.run(job, { status: 'COMPLETE', versionKey });
    } catch (error) {
      if (!(error instanceof Failure) && (running.signal.aborted || running.attempts < 4)) throw error; // another try, from the staged package
      if (!(error instanceof Failure)) this.log.error(error instanceof Error ? error.stack : error);
      const message = error instanceof Failure ? error.publicMessage : `The import failed on our side and was given up after ${running.attempts} tries; quote job ${jobId} when you ask for help`;
      await this.end.run(job, { status: 'ERROR', message, ...(error instanceof Failure && { failure: error.code }) });
    }
    await this.storage.removePrefix(stagingOf(jobId));
  }

  private async import(job: ImportJob, running: RunningJob): Promise<string> {
    const packageKey = stagedPackage(job.jobId);
    if (job.sourceUrl && !job.media?.isReference && !job.versionKey && (await this.storage.size(packageKey)) === undefined) {
      await this.progress(job, 'fetching', 0);
      await this.fetch.run(job.sourceUrl, packageKey, { signal: running.signal });
    }
    const versionKey = job.versionKey ?? newKey();
    await this.unit.run(() => this.courses.changeJob(job.jobId, { versionKey })); // the same key at a second try
    job.versionKey = versionKey;
    const known = await this.unit.run(() => this.courses.versionByKey(versionKey));
    if (known) return versionKey;
    await this.recoverPackage(job, versionKey);
    await this.storage.removePrefix(stagedVersion(job.jobId));
    await this.storage.removePrefix(filesOfVersion(versionKey));
    const prepared = await this.prepare.run(job, { signal: running.signal, progress: (stage, percent) => this.progress(job, stage, percent) });
    await this.progress(job, 'publishing', 99);
    if (!job.media?.isReference) await this.storage.move(packageKey, `${stagedVersion(job.jobId)}/${placeOf(job)}`);
    await this.storage.move(stagedVersion(job.jobId), filesOfVersion(versionKey));
    try {
      await this.publish.run({ applicationId: job.applicationId, courseId: job.courseId, mayCreateVersion: job.mayCreateVersion, versionKey, ...prepared });
    } catch (error) {
      if (error instanceof Failure) await this.storage.removePrefix(filesOfVersion(versionKey));
      throw error;
    }
    return versionKey;
  }

  /** After a crash between moving and publishing, the package lies with the unpacked files. */
  private async recoverPackage(job: ImportJob, versionKey: string): Promise<void> {
    for (const folder of [stagedVersion(job.jobId), filesOfVersion(versionKey)])
      if ((await this.storage.size(`${folder}/${placeOf(job)}`)) !== undefined) await this.storage.move(`${folder}/${placeOf(job)}`, stagedPackage(job.jobId));
  }

  private async progress(job: ImportJob, stage: ImportStage, percent: number): Promise<void> {
    await this.unit.run(() => this.courses.changeJob(job.jobId, { stage, percent }));
  }
}

/** Where what was sent is kept in the version: a package as it is, a media file as a file of the course. */
const placeOf = ({ media }: ImportJob) => (media ? `content/${nameInCourse(media)}` : 'package.zip');
