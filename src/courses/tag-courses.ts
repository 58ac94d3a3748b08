import { Injectable } from '@nestjs/common';
import { ChangeTags, type TaggedThings } from '../tags/change-tags';
import { FindTags } from '../tags/find-tags';
import { courseUnknown } from './courses.failures';
import { CourseRepository } from './course.repository';

/** Tags on courses. Failures of all that name courses by id: course-unknown. */
@Injectable()
export class TagCourses {
  constructor(
    private readonly tags: ChangeTags,
    private readonly found: FindTags,
    private readonly courses: CourseRepository,
  ) {}

  add(applicationId: string, ids: readonly string[], tags: readonly string[]): Promise<void> {
    return this.tags.add(this.things(applicationId, ids), tags);
  }

  remove(applicationId: string, id: string, tags: readonly string[]): Promise<void> {
    return this.tags.remove(this.things(applicationId, [id]), tags);
  }

  /** `tags` become the only ones. */
  replace(applicationId: string, id: string, tags: readonly string[]): Promise<void> {
    return this.tags.replace(this.things(applicationId, [id]), tags);
  }

  read(applicationId: string, id: string): Promise<string[]> {
    return this.tags.read(this.things(applicationId, [id]));
  }

  /** Of some courses by their keys, in one statement; a course without a tag is absent. */
  ofCourses(applicationId: string, courseKeys: readonly string[]): Promise<Map<string, string[]>> {
    return this.found.run(applicationId, 'course', courseKeys);
  }

  private things(applicationId: string, ids: readonly string[]): TaggedThings {
    const keysOf = async (some: readonly string[]) => new Map((await this.courses.titles('id', some, applicationId)).map((one) => [one.id, one.courseKey]));
    return { applicationId, kind: 'course', ids, keysOf, unknown: courseUnknown };
  }
}
