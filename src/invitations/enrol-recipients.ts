import { Injectable } from '@nestjs/common';
import { DescribeCourse } from '../courses/describe-course';
import { CreateInstance } from '../registrations/create-instance';
import { CreateRegistrations } from '../registrations/create-registrations';
import type { Invitation } from './invitation.entity';
import { InvitationRepository } from './invitation.repository';
import { NewRecipients } from './new-recipients';
import type { Recipient } from './recipient.entity';
import type { RecipientRow } from './recipient-rows.rules';
import { type KnownRegistration, RecipientRepository } from './recipient.repository';
import { RowError } from './row-error.entity';

export interface GoodRow {
  rowNumber: number;
  row: RecipientRow;
  emailKey: string;
}

export const rowError = (of: Invitation, rowNumber: number, address: string, message: string): RowError =>
  Object.assign(new RowError(), { invitationKey: of.invitationKey, applicationId: of.applicationId, rowNumber, address, message });

/** Gives good rows their registrations by the rule for known addresses (SEMANTICS 15), within the cap. */
@Injectable()
export class EnrolRecipients {
  constructor(
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly fresh: NewRecipients,
    private readonly courses: DescribeCourse,
    private readonly registrations: CreateRegistrations,
    private readonly instances: CreateInstance,
  ) {}

  /** Inside the unit of work that has the invitation locked. */
  async run(invitation: Invitation, rows: readonly GoodRow[]): Promise<{ recipients: Recipient[]; errors: RowError[] }> {
    const known = invitation.duplicates === 'CREATE_NEW' ? new Map<string, KnownRegistration>() : await this.recipients.knownAmong(invitation.applicationId, invitation.courseKey, rows.map((one) => one.emailKey));
    const errors: RowError[] = [];
    const accepted: Recipient[] = [];
    const newcomers: Recipient[] = [];
    const free = invitation.registrationCap > 0 ? invitation.registrationCap - invitation.registrationCount : Number.POSITIVE_INFINITY;
    for (const { rowNumber, row, emailKey } of rows) {
      const before = known.get(emailKey);
      const problem = before ? invitation.duplicates === 'FAIL' && 'the address has been invited to this course before' : !invitation.seatAtLaunch && newcomers.length >= free && 'no seat is left';
      if (problem) {
        errors.push(rowError(invitation, rowNumber, row.email, problem));
        continue;
      }
      const recipient = this.fresh.of(invitation, rowNumber, row, invitation.sending === 'none' ? 'cancelled' : 'queued');
      if (before) await this.reuse(invitation, recipient, before);
      else if (!invitation.seatAtLaunch) newcomers.push(recipient);
      accepted.push(recipient);
    }
    await this.register(invitation, newcomers);
    return { recipients: accepted, errors };
  }

  private async reuse(invitation: Invitation, recipient: Recipient, { registrationKey, registrationId }: KnownRegistration): Promise<void> {
    if (invitation.duplicates === 'INSTANCE_EXISTING') await this.instances.run({ applicationId: invitation.applicationId, registrationKey });
    Object.assign(recipient, { registrationKey, registrationId });
  }

  private async register(invitation: Invitation, newcomers: readonly Recipient[]): Promise<void> {
    if (!newcomers.length) return;
    const course = await this.courses.run(invitation.courseKey);
    const learners = newcomers.map((one) => ({
      applicationId: invitation.applicationId, learner: { id: one.emailKey, firstName: one.firstName, lastName: one.lastName, email: one.email }, postBack: invitation.postBack,
    }));
    const made = await this.registrations.run(course, learners);
    newcomers.forEach((recipient, i) => Object.assign(recipient, made[i]));
    await this.invitations.count(invitation.invitationKey, newcomers.length);
  }
}
