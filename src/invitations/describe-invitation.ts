import { Injectable } from '@nestjs/common';
import { FindApplications } from '../applications/find-applications';
import { DescribeCourse } from '../courses/describe-course';
import type { Invitation } from './invitation.entity';
import { type InvitationRefusal, linkEnd } from './invitation-state.rules';
import type { Recipient } from './recipient.entity';

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

  async run(invitation: Invitation, recipient?: Pick<Recipient, 'locale' | 'startedAt'>): Promise<InvitationView> {
    const locale = recipient?.locale ?? invitation.locale;
    const { title, description } = await this.courses.run(invitation.courseKey, locale);
    return {
      course: title, description, vendor: await this.applications.nameOf(invitation.applicationId), contact: invitation.creatingUserEmail, locale, dueAt: invitation.dueAt,
      expiresAt: linkEnd(invitation, recipient?.startedAt ?? null), timeZone: invitation.timeZone,
    };
  }
}
