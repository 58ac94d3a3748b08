import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { FileStorage } from '../../platform/storage/file-storage';
import { keyOfFile } from '../course-files.rules';
import { courseFileUnknown } from '../courses.failures';
import { FindCourses } from '../find-courses';
import { findManifest } from '../manifests/detect-package-kind.rules';
import { insideCourse } from './asset-path';
import type { VersionOfCourse } from './change-course-files';
import type { CourseFileSet } from './course-file-set.rules';
import { ReadCourseFiles } from './read-course-files';

export interface ListedFile {
  path: string;
  size: number;
  modified: number;
}

export interface FoundFile {
  path: string;
  size: number;
  body: () => Readable;
}

/** What files a version has now, and one of them. */
@Injectable()
export class ListCourseFiles {
  constructor(
    private readonly find: FindCourses,
    private readonly files: ReadCourseFiles,
    private readonly storage: FileStorage,
  ) {}

  /** In alphabetical order, with the revision they are at. Failures: course-unknown, course-version-unknown, course-file-unknown. */
  async all(of: VersionOfCourse): Promise<{ revision: number; files: ListedFile[] }> {
    const { version } = await this.find.one(of.applicationId, of.courseId, of.version);
    const set = await this.files.now(version.versionKey);
    const files = Array.from(set.files(), ({ path, size, changedAt }) => ({ path, size, modified: changedAt ?? version.createdAt }));
    return { revision: set.revision, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
  }

  /** Failures: course-unknown, course-version-unknown, course-file-unknown. */
  async one(of: VersionOfCourse, path: string): Promise<FoundFile> {
    return this.oneIn(await this.setOf(of), path);
  }

  /** What describes the course. Failures: course-unknown, course-version-unknown, package-refused (it was taken out). */
  async manifest(of: VersionOfCourse): Promise<FoundFile> {
    const set = await this.setOf(of);
    return this.oneIn(set, findManifest(Array.from(set.files(), ({ path }) => path)).path);
  }

  private async setOf(of: VersionOfCourse): Promise<CourseFileSet> {
    return this.files.now((await this.find.version(of.applicationId, of.courseId, of.version)).versionKey);
  }

  private oneIn(set: CourseFileSet, path: string): FoundFile {
    const file = set.find(insideCourse(path));
    if (!file) throw courseFileUnknown(path.slice(0, 200));
    return { path: file.path, size: file.size, body: () => this.storage.read(keyOfFile(set.versionKey, file)) };
  }
}
