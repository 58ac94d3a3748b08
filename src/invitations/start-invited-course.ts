import { Injectable } from '@nestjs/common';
import { DescribeCourse } from '../courses/describe-course';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Failure } from '../platform/failure';
import { CreateRegistrations } from '../registrations/create-registrations';
import type { RegistrationsFailureCode } from '../registrations/registrations.failures';
import { IssueLaunchLink } from '../runtime/issue-launch-link';
import type { Invitation } from './invitation.entity';
import { InvitationRepository } from './invitation.repository';
import { type InvitationRefusal, recipientRefusal } from './invitation-state.rules';
import { invitationRefused } from './invitations.failures';
import { ReadInvitation } from './read-invitation';
import type { Recipient } from './recipient.entity';
import { RecipientRepository } from './recipient.repository';

const linkLifeSeconds = 120;
/** Deleted a moment ago, the recipient does not know yet. */
const registrationGone = 'registration-unknown' satisfies RegistrationsFailureCode;

/** Opens the course for a recipient who pressed Start. Safe to repeat: the registration is the same each time, the launch link is fresh. */
@Injectable()
export class StartInvitedCourse {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly read: ReadInvitation,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly courses: DescribeCourse,
    private readonly registrations: CreateRegistrations,
    private readonly launchLinks: IssueLaunchLink,
    private readonly clock: Clock,
  ) {}

  /** Failures: invitation-link-unknown, invitation-refused. */
  run(token: string, options: { lang?: string } = {}): Promise<{ launchUrl: string }> {
    return this.unit.run(async () => {
      const { recipient, invitation } = await this.read.byToken(token, true);
      return this.start(recipient, invitation, options.lang);
    });
  }

  /** Inside a unit of work. Failures: invitation-refused. */
  async start(recipient: Recipient, invitation: Invitation, lang?: string): Promise<{ launchUrl: string }> {
    const now = this.clock.now();
    const refusal = recipientRefusal(invitation, recipient, now);
    if (refusal) return this.refuse(refusal, recipient, invitation);
    const registrationId = recipient.registrationId ?? (await this.register(recipient, invitation));
    if (recipient.startedAt === null) await this.recipients.change(recipient.recipientKey, { startedAt: now, updatedAt: now });
    const options = { expiry: linkLifeSeconds, redirectOnExitUrl: 'message', tracking: true, lang: lang ?? recipient.locale ?? invitation.locale ?? undefined };
    const launchUrl = await this.launchLinks.run(invitation.applicationId, registrationId, options).catch((error: unknown) => {
      if (error instanceof Failure && error.code === registrationGone) return this.refuse('gone', recipient, invitation);
      throw error;
    });
    return { launchUrl };
  }

  /** The seat is taken now. The counter is changed last, because its row is shared by all recipients. */
  private async register(recipient: Recipient, invitation: Invitation): Promise<string> {
    const course = await this.courses.run(invitation.courseKey);
    const learner = { id: recipient.emailKey, firstName: recipient.firstName, lastName: recipient.lastName, email: recipient.email };
    const [made] = await this.registrations.run(course, [{ applicationId: invitation.applicationId, learner, postBack: invitation.postBack }]);
    const registrationId = made?.registrationId ?? '';
    await this.recipients.change(recipient.recipientKey, { registrationKey: made?.registrationKey, registrationId });
    if (!(await this.invitations.count(invitation.invitationKey, 1))) return this.refuse('full', recipient, invitation);
    return registrationId;
  }

  /** Rolls the unit back. */
  private async refuse(refusal: InvitationRefusal, recipient: Recipient, invitation: Invitation): Promise<never> {
    throw invitationRefused(refusal, { ...(await this.read.viewOf(recipient, invitation)), refusal });
  }
}
