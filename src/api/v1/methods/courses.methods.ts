import { Injectable } from '@nestjs/common';
import { DeleteCourse } from '../../../courses/delete-course';
import { FindCourses } from '../../../courses/find-courses';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';
import { filterOf, required, wordsOf } from '../v1-parameters';
import { element } from '../../../platform/xml/xml-elements.rules';
import { placeOf, versionOf } from './course-parameters';
import { CourseViews } from './course-views';
import { toPackageMetadata } from './course.wire';

/** Whether courses are there, what they are, and their end. */
@Injectable()
export class CoursesMethods implements V1MethodGroup {
  constructor(
    private readonly courses: FindCourses,
    private readonly remove: DeleteCourse,
    private readonly views: CourseViews,
  ) {}

  readonly methods: V1Methods = {
    'rustici.course.exists': { signedBy: 'application', run: async (call) => elements(element('result', {}, await this.courses.exists(call.applicationId, required(call, 'courseid')))) },
    'rustici.course.getCourseList': { signedBy: 'application', run: (call) => ({ list: { name: 'courselist', items: this.views.all(call.applicationId, filterOf(call, 'filter'), wordsOf(call, 'tags') ?? []) } }) },
    'rustici.course.getCourseDetail': { signedBy: 'application', run: async (call) => elements(await this.views.detail(call.applicationId, required(call, 'courseid'))) },
    'rustici.course.deleteCourse': { signedBy: 'application', deletes: true, run: (call) => this.delete(call) },
    'rustici.course.getMetadata': { signedBy: 'application', run: (call) => this.metadata(call) },
  };

  private async delete(call: V1Call): Promise<V1Answer> {
    const [courseId, version] = [required(call, 'courseid'), versionOf(call)];
    if (!call.get('versionid')) await this.remove.run(call.applicationId, courseId);
    else await this.remove.version(call.applicationId, courseId, version ?? (await this.courses.version(call.applicationId, courseId)).version);
    return elements(element('success'));
  }

  private async metadata(call: V1Call): Promise<V1Answer> {
    const { applicationId, courseId, version } = placeOf(call);
    const scope = call.get('scope')?.toLowerCase() || 'course';
    if (scope !== 'course' && scope !== 'activity') throw v1.wrongValue('scope', 'course or activity');
    return elements(toPackageMetadata((await this.courses.one(applicationId, courseId, version)).version.structure, scope === 'activity'));
  }
}
