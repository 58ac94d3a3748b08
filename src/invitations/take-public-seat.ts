import { Injectable } from '@nestjs/common';
import { DescribeCourse } from '../courses/describe-course';
import { isUniqueViolation } from '../platform/database/unique-violation';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { CreateRegistrations } from '../registrations/create-registrations';
import { DescribeInvitation } from './describe-invitation';
import type { Invitation } from './invitation.entity';
import { InvitationRepository } from './invitation.repository';
import { closedAt, type InvitationRefusal, joinRefusal } from './invitation-state.rules';
import { invitationRefused } from './invitations.failures';
import { NewRecipients } from './new-recipients';
import { ReadInvitation } from './read-invitation';
import type { Recipient } from './recipient.entity';
import { emailKeyOf } from './recipient-rows.rules';
import { RecipientRepository } from './recipient.repository';
import { StartInvitedCourse } from './start-invited-course';

export interface Newcomer {
  email: string;
  firstName: string;
  lastName: string;
  lang?: string;
}

/** The seat of a public invitation: the one it has, or a new one by a conditional count. */
@Injectable()
export class TakePublicSeat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly read: ReadInvitation,
    private readonly describe: DescribeInvitation,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly fresh: NewRecipients,
    private readonly courses: DescribeCourse,
    private readonly registrations: CreateRegistrations,
    private readonly start: StartInvitedCourse,
  ) {}

  /** Failures: invitation-link-unknown, invitation-refused. */
  run(token: string, person: Newcomer): Promise<{ launchUrl: string }> {
    const once = () =>
      this.unit.run(async () => {
        const invitation = await this.read.publicByToken(token);
        const known = await this.recipients.byAddress(invitation.invitationKey, emailKeyOf(person.email));
        return this.start.start(known ?? (await this.take(invitation, person)), invitation, person.lang);
      });
    return once().catch((error: unknown) => {
      if (isUniqueViolation(error)) return once(); // the same address joined at the same moment
      throw error;
    });
  }

  /** Failures: invitation-refused, for everybody. */
  async refuseClosed(invitation: Invitation): Promise<void> {
    const refusal = closedAt(invitation, this.fresh.now());
    if (refusal) await this.refuse(refusal, invitation);
  }

  private async take(invitation: Invitation, person: Newcomer): Promise<Recipient> {
    const refusal = joinRefusal(invitation, this.fresh.now());
    if (refusal) return this.refuse(refusal, invitation);
    const course = await this.courses.run(invitation.courseKey);
    const recipient = this.fresh.of(invitation, 0, { email: person.email, firstName: person.firstName, lastName: person.lastName, locale: person.lang }, 'joined');
    const learner = { id: recipient.emailKey, firstName: person.firstName, lastName: person.lastName, email: person.email };
    const [made] = await this.registrations.run(course, [{ applicationId: invitation.applicationId, learner, postBack: invitation.postBack }]);
    Object.assign(recipient, made, { startedAt: recipient.createdAt });
    await this.recipients.add([recipient]);
    if (!(await this.invitations.count(invitation.invitationKey, 1))) return this.refuse('full', invitation);
    return recipient;
  }

  private async refuse(refusal: InvitationRefusal, invitation: Invitation): Promise<never> {
    throw invitationRefused(refusal, { ...(await this.describe.run(invitation)), asksCode: invitation.asksCode, refusal });
  }
}
