import { Injectable } from '@nestjs/common';
import { GrantCourseEditor } from '../../../courses/editor/grant-course-editor';
import { IssuePreviewLink } from '../../../runtime/issue-preview-link';
import type { V1Call, V1MethodGroup, V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';
import { required } from '../v1-parameters';
import { placeOf } from './course-parameters';

const previewSeconds = 120;
const longestAddress = 2000;

/** Addresses for a person's browser: a look at a course that tracks nothing, and a page to change its title and settings. */
@Injectable()
export class CoursePagesMethods implements V1MethodGroup {
  constructor(
    private readonly previews: IssuePreviewLink,
    private readonly editor: GrantCourseEditor,
  ) {}

  readonly methods: V1Methods = {
    'rustici.course.preview': { signedBy: 'application', run: async (call) => ({ redirect: await this.previews.run(placeOf(call), { expiry: previewSeconds, redirectOnExitUrl: exitOf(call), lang: call.get('culture') || undefined }) }) },
    'rustici.course.properties': { signedBy: 'application', run: async (call) => ({ redirect: await this.editor.link({ applicationId: call.applicationId, courseId: required(call, 'courseid') }) }) },
  };
}

function exitOf(call: V1Call): string {
  const address = call.get('redirecturl') ?? '';
  if (address.length > longestAddress) throw v1.wrongValue('redirecturl', `an address of at most ${longestAddress} characters`);
  return address;
}
