import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Failure, invalidInput } from '../../platform/failure';
import { newKey } from '../../platform/random-ids';
import { FileStorage } from '../../platform/storage/file-storage';
import { changedFileIn, filesOfVersion, stagingOf } from '../course-files.rules';
import { CourseRepository } from '../course.repository';
import { courseFileRefused, courseFileUnknown, courseVersionUnknown } from '../courses.failures';
import { FindCourses, type FoundVersion } from '../find-courses';
import { destinationOf, insideCourse } from './asset-path';
import type { ChangedFile, CourseFileSet } from './course-file-set.rules';
import { CourseFileRepository } from './course-file.repository';
import { ReadCourseFiles } from './read-course-files';

/** One version of a course; the newest when none is named. */
export interface VersionOfCourse {
  applicationId: string;
  courseId: string;
  version?: number;
}
/** `reject` only adds, `strict` only replaces, `lax` does either. */
export type AssetPolicy = 'reject' | 'strict' | 'lax';
export interface StagedFile {
  key: string;
  size: number;
}
type Change = Omit<ChangedFile, 'createdAt'>;

/** Puts, replaces and removes single files of a version. Each change makes a new revision of its files; sessions go on with the one they began with. */
@Injectable()
export class ChangeCourseFiles {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly find: FindCourses,
    private readonly changes: CourseFileRepository,
    private readonly files: ReadCourseFiles,
    private readonly storage: FileStorage,
    private readonly clock: Clock,
  ) {}

  /** Refuses before a body is read. Failures: course-unknown, course-version-unknown. */
  async check(of: VersionOfCourse): Promise<void> {
    await this.versionOf(of);
  }

  /** Takes a file whose place is not known yet. Failures: those of `stream`. */
  async stage(stream: Readable): Promise<StagedFile> {
    const key = newKey();
    try {
      return { key, size: (await this.storage.write(changedFileIn(stagingOf(key)), stream)).size };
    } catch (error) {
      await this.discard({ key });
      throw error;
    }
  }

  discard({ key }: { key: string }): Promise<void> {
    return this.storage.removePrefix(stagingOf(key));
  }

  /** Makes a staged file one of the course. Failures: course-unknown, course-version-unknown, invalid-input (the place), course-file-refused (by the policy). */
  async put(of: VersionOfCourse, staged: StagedFile, to: { destination: string; fileName?: string; policy: AssetPolicy }): Promise<{ path: string; revision: number }> {
    const version = await this.versionOf(of);
    const wanted = destinationOf(to.destination, to.fileName);
    let path = wanted;
    const plan = (files: CourseFileSet): Change[] => {
      path = placeOf(wanted, to.policy, files);
      return [{ path, size: staged.size, folder: staged.key }];
    };
    plan(await this.files.now(version.versionKey));
    await this.storage.settle(stagingOf(staged.key));
    await this.storage.move(stagingOf(staged.key), filesOfVersion(staged.key));
    try {
      return { revision: await this.apply(version, plan), path };
    } catch (error) {
      if (error instanceof Failure) await this.storage.removePrefix(filesOfVersion(staged.key)); // else it may have been stored; the sweep knows
      throw error;
    }
  }

  /** Makes files that are staged together ones of the course, in one revision. Failures: course-unknown, course-version-unknown, invalid-input (a place). */
  async putAll(of: VersionOfCourse, staging: string, staged: readonly (StagedFile & { path: string })[]): Promise<string> {
    const version = await this.versionOf(of);
    const plan = (files: CourseFileSet): Change[] => staged.map(({ key, size, path }) => ({ path: placeOf(path, 'lax', files), size, folder: key }));
    plan(await this.files.now(version.versionKey));
    await this.storage.settle(staging);
    for (const { key } of staged) await this.storage.move(`${staging}/${key}`, filesOfVersion(key));
    try {
      await this.apply(version, plan);
    } catch (error) {
      if (error instanceof Failure) for (const { key } of staged) await this.storage.removePrefix(filesOfVersion(key)); // as above
      throw error;
    }
    return version.versionKey;
  }

  /** Failures: course-unknown, course-version-unknown, course-file-unknown. */
  async remove(of: VersionOfCourse, path: string): Promise<void> {
    await this.apply(await this.versionOf(of), (files) => {
      const file = files.find(insideCourse(path));
      if (!file) throw courseFileUnknown(path.slice(0, 200));
      return [{ path: file.path, size: null, folder: null }];
    });
  }

  /** Removes those of `paths` that are there, in one revision; answers which were. Failures: course-unknown, course-version-unknown. */
  async removeAll(of: VersionOfCourse, paths: readonly string[]): Promise<boolean[]> {
    let there: (string | undefined)[] = [];
    await this.apply(await this.versionOf(of), (files) => {
      there = paths.map((path) => files.find(insideCourse(path))?.path);
      return [...new Set(there)].flatMap((path) => (path === undefined ? [] : [{ path, size: null, folder: null }]));
    });
    return there.map((path) => path !== undefined);
  }

  /** Brings back the files of an earlier revision, as a new one. Failures: course-unknown, course-version-unknown, invalid-input. */
  async rollBack(of: VersionOfCourse, revision: number): Promise<number> {
    const version = await this.versionOf(of);
    const newest = await this.files.revisionAt(version.versionKey);
    if (revision > newest) throw invalidInput('revision', `must be between 0 and ${newest}`);
    const earlier = await this.files.of(version.versionKey, revision);
    return this.apply(version, (files) => files.changesTo(earlier));
  }

  private versionOf({ applicationId, courseId, version }: VersionOfCourse): Promise<FoundVersion> {
    return this.find.version(applicationId, courseId, version);
  }

  /** Plans on the newest revision until nobody was faster. Answers the revision that has the changes. */
  private async apply(version: FoundVersion, plan: (files: CourseFileSet) => Change[]): Promise<number> {
    for (;;) {
      const files = await this.files.now(version.versionKey);
      const planned = plan(files);
      if (!planned.length) return files.revision;
      if (await this.unit.run(() => this.record(version, files.revision, planned))) return files.revision + 1;
    }
  }

  private async record(version: FoundVersion, revision: number, planned: readonly Change[]): Promise<boolean> {
    if (!(await this.changes.lock(version.versionKey))) throw courseVersionUnknown(version.courseId, version.version);
    if ((await this.changes.revisionOf(version.versionKey)) !== revision) return false;
    const now = this.clock.now();
    await this.changes.add(version.versionKey, revision + 1, planned.map((change) => ({ ...change, createdAt: now })));
    await this.courses.touch(version, now);
    return true;
  }
}

/** Where a file wanted at `path` goes: a name that differs in case only means the file that is there. */
function placeOf(path: string, policy: AssetPolicy, files: CourseFileSet): string {
  const present = files.find(path);
  if (present && policy === 'reject') throw courseFileRefused(`The course has a file [${present.path}] already; updateAssetPolicy strict or lax replaces it`);
  if (present) return present.path;
  if (policy === 'strict') throw courseFileRefused(`The course has no file [${path}]; updateAssetPolicy reject or lax adds it`);
  const obstacle = files.obstacleAt(path);
  if (obstacle) throw invalidInput('destination', obstacle);
  return path;
}
