import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox, type OutboxFact } from '../platform/outbox/outbox';
import { FileStorage } from '../platform/storage/file-storage';
import { ReplaceTags } from '../tags/replace-tags';
import { CourseRepository } from './course.repository';
import { courseUnknown, courseVersionUnknown } from './courses.failures';
import { filesOfVersion } from './course-files.rules';
import { CourseFileRepository } from './files/course-file.repository';

interface AbandonedFiles {
  versionKey: string;
  /** Of files that were changed after the import. */
  folders?: string[];
}

/** Removes a course with its files; registrations and dispatches of it follow through the event `course.deleted`. */
@Injectable()
export class DeleteCourse implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: CourseRepository,
    private readonly changes: CourseFileRepository,
    private readonly tags: ReplaceTags,
    private readonly outbox: Outbox,
    private readonly storage: FileStorage,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('course-files.abandoned', (facts) => this.removeFiles(facts));
  }

  /** Failures: course-unknown. */
  run(applicationId: string, id: string): Promise<void> {
    return this.unit.run(async () => {
      const course = await this.courses.find(applicationId, id);
      if (!course) throw courseUnknown(id);
      const versions = await this.courses.versionsOf(applicationId, course.courseKey);
      await this.courses.removeCourse(course.courseKey);
      await this.outbox.add({ applicationId, kind: 'course.deleted', subject: course.courseKey, body: { courseKey: course.courseKey } });
      await this.tags.run({ applicationId, kind: 'course', itemKeys: [course.courseKey], tags: [] });
      await this.abandon(applicationId, versions.map(({ versionKey }) => versionKey));
    });
  }

  /** Removes one version; the last one takes the course with it. Failures: course-unknown, course-version-unknown. */
  version(applicationId: string, id: string, version: number): Promise<void> {
    return this.unit.run(async () => {
      const course = await this.courses.find(applicationId, id);
      if (!course) throw courseUnknown(id);
      const versions = await this.courses.versionsOf(applicationId, course.courseKey);
      const doomed = versions.find((one) => one.version === version);
      if (!doomed) throw courseVersionUnknown(id, version);
      const rest = versions.filter((one) => one !== doomed);
      const newest = rest.at(-1);
      if (!newest) return this.run(applicationId, id);
      await this.courses.removeVersion(doomed.versionKey);
      await this.courses.changeCourse(course.courseKey, { newestVersionKey: newest.versionKey, title: newest.title });
      await this.abandon(applicationId, [doomed.versionKey]);
    });
  }

  private async abandon(applicationId: string, versionKeys: readonly string[]): Promise<void> {
    const folders = await this.changes.foldersOf(versionKeys);
    await this.changes.removeOf(versionKeys);
    for (const versionKey of versionKeys)
      await this.outbox.add({ applicationId, kind: 'course-files.abandoned', subject: versionKey, body: { versionKey, folders: folders.get(versionKey) ?? [] } satisfies AbandonedFiles });
  }

  private async removeFiles(facts: readonly OutboxFact[]): Promise<void> {
    for (const { body } of facts) {
      const { versionKey, folders = [] } = body as AbandonedFiles;
      for (const folder of [versionKey, ...folders]) await this.storage.removePrefix(filesOfVersion(folder));
    }
  }
}
