import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { FindCourses } from '../find-courses';
import { StartCourseImport } from './start-course-import';

const lookMs = 100;
const mostMs = 8_000;

/** Takes a package under the caller's id, or one that is made, as a first or a further version; small ones are there when it answers. */
@Injectable()
export class UploadPackage {
  constructor(
    private readonly start: StartCourseImport,
    private readonly find: FindCourses,
  ) {}

  /** Streams the file to disk. Failures: invalid-input (empty), and those of the stream. */
  stage(file: Readable): Promise<string> {
    return this.start.stage(file);
  }

  discard(jobId: string): Promise<void> {
    return this.start.discard(jobId);
  }

  /** Imports what was staged and answers the id of the package, once the import has ended or eight seconds are over. */
  async run(applicationId: string, courseId: string | undefined, jobId: string): Promise<string> {
    const id = courseId ?? randomUUID();
    await this.start.fromUpload({ applicationId, courseId: id, mayCreateVersion: true }, jobId);
    for (const end = performance.now() + mostMs; performance.now() < end; await sleep(lookMs)) if ((await this.find.importJob(applicationId, jobId)).job.status !== 'RUNNING') break;
    return id;
  }
}
