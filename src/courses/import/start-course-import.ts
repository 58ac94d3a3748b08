import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { invalidInput } from '../../platform/failure';
import { JobQueue } from '../../platform/jobs/job-queue';
import { newKey } from '../../platform/random-ids';
import { FileStorage } from '../../platform/storage/file-storage';
import { stagedPackage, stagingOf } from '../course-files.rules';
import { CourseRepository } from '../course.repository';
import { courseExists } from '../courses.failures';
import { ImportJob, type Overlay } from './import-job.entity';
import type { MediaRequest } from './media.rules';

export interface NewImport {
  applicationId: string;
  courseId: string;
  mayCreateVersion: boolean;
  postBackUrl?: string;
  /** Absent for a package. */
  media?: MediaRequest;
  /** Absent for an import. */
  overlay?: Overlay;
}
export const courseImport = 'course-import';

/** Accepts a package or media file by upload or by URL; the work itself is a job that survives a crash. */
@Injectable()
export class StartCourseImport {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly jobs: JobQueue,
    private readonly storage: FileStorage,
    private readonly clock: Clock,
  ) {}

  /** Refuses early what would be refused at the end. Failures: course-exists. */
  check(input: NewImport): Promise<void> {
    return this.unit.run(async () => {
      if (!input.mayCreateVersion && (await this.courses.find(input.applicationId, input.courseId))) throw courseExists(input.courseId);
    });
  }

  /** Streams the file to disk and answers the id its job will have. Failures: invalid-input (empty upload), and those of `stream`. */
  async stage(stream: Readable): Promise<string> {
    const jobId = newKey();
    try {
      const { size } = await this.storage.write(stagedPackage(jobId), stream);
      if (size === 0) throw invalidInput('file', 'is empty; send the course package as the part named file');
      return jobId;
    } catch (error) {
      await this.discard(jobId);
      throw error;
    }
  }

  discard(jobId: string): Promise<void> {
    return this.storage.removePrefix(stagingOf(jobId));
  }

  /** Imports what was staged. Failures: course-exists. */
  fromUpload(input: NewImport, jobId: string): Promise<string> {
    return this.queue(jobId, input, null);
  }

  /** Failures: course-exists. */
  fromUrl(input: NewImport, url: string): Promise<string> {
    return this.queue(newKey(), input, url);
  }

  private queue(jobId: string, input: NewImport, sourceUrl: string | null): Promise<string> {
    return this.unit.run(async () => {
      await this.check(input);
      await this.courses.addJob(
        Object.assign(new ImportJob(), {
          jobId, applicationId: input.applicationId, courseId: input.courseId, mayCreateVersion: input.mayCreateVersion, sourceUrl, media: input.media ?? null, overlay: input.overlay ?? null, status: 'RUNNING', stage: 'waiting', percent: 0, message: null,
          failure: null, versionKey: null, postBackUrl: input.postBackUrl ?? null, createdAt: this.clock.now(), endedAt: null,
        }),
      );
      await this.jobs.add({ kind: courseImport, payload: { jobId }, uniqueKey: `${courseImport}:${jobId}` });
      return jobId;
    });
  }
}
