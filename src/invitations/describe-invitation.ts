import { Injectable } from '@nestjs/common';
import { FindApplications } from '../applications/find-applications';
import type { CoursesFailureCode } from '../courses/courses.failures';
import { DescribeCourse } from '../courses/describe-course';
import { Failure } from '../platform/failure';
import type { Invitation } from './invitation.entity';
import { type InvitationRefusal, linkEnd } from './invitation-state.rules';
import { invitationLinkUnknown } from './invitations.failures';
import type { Recipient } from './recipient.entity';

const courseGone = 'course-unknown' satisfies CoursesFailureCode;

/** What a learner's page tells about an invitation. */
export interface InvitationView {
  course: string;
  description?: string;
  /** The application's name. */
  vendor: string;
  /** Whom to ask. */
  contact: string;
  locale: string | null;
  refusal?: InvitationRefusal;
  dueAt: number | null;
  expiresAt: number | null;
  timeZone: string;
}

/** Gathers what learners see of an invitation: course, vendor, dates. */
@Injectable()
export class DescribeInvitation {
  constructor(
    private readonly applications: FindApplications,
    private readonly courses: DescribeCourse,
  ) {}

  /** Failures: invitation-link-unknown. */
  async run(invitation: Invitation, recipient?: Pick<Recipient, 'locale' | 'startedAt'>): Promise<InvitationView> {
    const locale = recipient?.locale ?? invitation.locale;
    const { title, description } = await this.courses.run(invitation.courseKey, locale).catch((error: unknown) => {
      const gone = error instanceof Failure && error.code === courseGone;
      throw gone ? invitationLinkUnknown() : error; // deleted a moment ago, the invitation goes with it
    });
    return {
      course: title, description, vendor: await this.applications.nameOf(invitation.applicationId), contact: invitation.creatingUserEmail, locale, dueAt: invitation.dueAt,
      expiresAt: linkEnd(invitation, recipient?.startedAt ?? null), timeZone: invitation.timeZone,
    };
  }
}
