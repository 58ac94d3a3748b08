import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { JobQueue } from '../platform/jobs/job-queue';
import { momentOfKey } from '../platform/random-ids';
import { FileStorage } from '../platform/storage/file-storage';
import { Upkeep } from '../platform/upkeep';
import { stagingOf, filesOfVersion } from './course-files.rules';
import { CourseRepository } from './course.repository';
import { CourseFileRepository } from './files/course-file.repository';
import { EndImport } from './import/end-import';
import { courseImport } from './import/start-course-import';

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;
const atOnce = 500;

/** Removes what a crash left behind: staging folders without a running job, files of versions that were never published, changed files that never became part of a course. */
@Injectable()
export class SweepCourseFiles implements OnApplicationBootstrap {
  constructor(
    private readonly upkeep: Upkeep,
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly changes: CourseFileRepository,
    private readonly storage: FileStorage,
    private readonly jobs: JobQueue,
    private readonly endImport: EndImport,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.upkeep.atStartAndEvery(hour, 'course files', () => this.run(this.unit.dialect === 'sqlite'), () => this.run());
  }

  /** Folders younger than a day stay, a slow upload may be filling them, unless nobody can be uploading: when the embedded database starts. */
  async run(whateverAge = false): Promise<void> {
    const youngest = whateverAge ? Number.POSITIVE_INFINITY : this.clock.now() - day;
    const old = (keys: string[]) => keys.filter((key) => momentOfKey(key) < youngest);
    for (const jobId of old(await this.storage.listFolders('staging')))
      if (!(await this.unit.run(() => this.courses.runningJob(jobId)))) await this.storage.removePrefix(stagingOf(jobId));
    const versions = old(await this.storage.listFolders('courses'));
    for (let from = 0; from < versions.length; from += atOnce)
      for (const versionKey of await this.unpublished(versions.slice(from, from + atOnce))) await this.storage.removePrefix(filesOfVersion(versionKey));
    await this.endLostImports();
    await this.unit.run(() => this.courses.removeJobsEndedBefore(this.clock.now() - week));
  }

  /** Which of the folders belong to no version, neither a published one nor one about to be, and to no changed file. */
  private unpublished(keys: string[]): Promise<string[]> {
    return this.unit.run(async () => {
      const [known, changed] = [await this.courses.knownVersions(keys), await this.changes.known(keys)];
      const lost: string[] = [];
      for (const key of keys) if (!known.has(key) && !changed.has(key) && !(await this.courses.jobOfVersion(key))) lost.push(key);
      return lost;
    });
  }

  /** An import whose job was given up without a last word (the database was away) ends here. */
  private endLostImports(): Promise<void> {
    return this.unit.run(async () => {
      for (const job of await this.courses.runningJobs())
        if (!(await this.jobs.isPending(`${courseImport}:${job.jobId}`)))
          await this.endImport.run(job, { status: 'ERROR', message: `The import was given up; send the package again and quote job ${job.jobId} if it fails again` });
    });
  }
}
