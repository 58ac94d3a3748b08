import { Injectable } from '@nestjs/common';
import { ChangeCourseProperties } from '../../../courses/change-course-properties';
import { ConfigureCourses } from '../../../courses/configure-courses';
import { FindCourses } from '../../../courses/find-courses';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { toAllAttributes, toAttributeChanges, toChangedAttributes } from './course-attributes.wire';
import { placeOf } from './course-parameters';

/** The settings of a course under their old names, and its title. */
@Injectable()
export class CourseAttributesMethods implements V1MethodGroup {
  constructor(
    private readonly courses: FindCourses,
    private readonly configure: ConfigureCourses,
    private readonly change: ChangeCourseProperties,
  ) {}

  readonly methods: V1Methods = {
    'rustici.course.getAttributes': { signedBy: 'application', run: (call) => this.read(call) },
    'rustici.course.updateAttributes': { signedBy: 'application', run: (call) => this.update(call) },
  };

  private async read(call: V1Call): Promise<V1Answer> {
    const of = placeOf(call);
    const { title } = await this.courses.version(of.applicationId, of.courseId, of.version);
    return elements(toAllAttributes(title, await this.configure.read(of)));
  }

  private async update(call: V1Call): Promise<V1Answer> {
    const of = placeOf(call);
    return elements(toChangedAttributes(await this.change.run(of, toAttributeChanges(call.names.map((name) => [name, call.get(name) ?? ''])))));
  }
}
