import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config';
import { SignedTokens } from '../../platform/signed-token';
import { courseLinkExpired, courseLinkInvalid } from '../courses.failures';
import { FindCourses } from '../find-courses';

const purpose = 'course-editor';
const lifeSeconds = 3600;

export interface EditedCourse {
  applicationId: string;
  courseId: string;
}

/** A link, for an hour, with which whoever holds it sees and changes the title and settings of one course. */
@Injectable()
export class GrantCourseEditor {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly config: Config,
    private readonly courses: FindCourses,
  ) {}

  /** Failures: course-unknown. */
  async link({ applicationId, courseId }: EditedCourse): Promise<string> {
    await this.courses.version(applicationId, courseId);
    return `${this.config.publicUrl}/course-properties?auth=${this.tokens.sign(purpose, { a: applicationId, c: courseId }, lifeSeconds)}`;
  }

  /** Failures: course-link-invalid, course-link-expired. */
  read(token: string): EditedCourse {
    const found = this.tokens.verify<{ a: string; c: string }>(purpose, token);
    if (found === 'expired') throw courseLinkExpired();
    if (found === 'invalid') throw courseLinkInvalid();
    return { applicationId: found.a, courseId: found.c };
  }
}
