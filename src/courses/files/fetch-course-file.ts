import { Injectable } from '@nestjs/common';
import { newKey } from '../../platform/random-ids';
import { changedFileIn, stagingOf } from '../course-files.rules';
import { FetchPackage } from '../import/fetch-package';
import { type AssetPolicy, ChangeCourseFiles, type VersionOfCourse } from './change-course-files';

/** The caller waits for the answer. */
const longestMs = 300_000;

/** Puts a file from an address into a version of a course. */
@Injectable()
export class FetchCourseFile {
  constructor(
    private readonly fetch: FetchPackage,
    private readonly change: ChangeCourseFiles,
  ) {}

  /** Failures: those of FetchPackage and ChangeCourseFiles. */
  async run(of: VersionOfCourse, url: string, to: { destination: string; fileName?: string; policy: AssetPolicy }): Promise<{ path: string; revision: number }> {
    const key = newKey();
    try {
      const size = await this.fetch.run(url, changedFileIn(stagingOf(key)), { totalTimeoutMs: longestMs });
      return await this.change.put(of, { key, size }, to);
    } catch (error) {
      await this.change.discard({ key });
      throw error;
    }
  }
}
