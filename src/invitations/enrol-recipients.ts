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

/** Why somebody without a registration of their own cannot be invited. */
function problemOf({ duplicates, seatAtLaunch }: Invitation, isKnown: boolean, hasSeat: boolean): string | undefined {
  if (isKnown) return duplicates === 'FAIL' ? 'the address has been invited to this course before' : undefined;
  return seatAtLaunch || hasSeat ? undefined : 'no seat is left';
}

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
    const [own, others] = [await this.withTheirOwn(invitation, rows.filter(({ row }) => row.registrationId !== undefined)), await this.byAddress(invitation, rows.filter(({ row }) => row.registrationId === undefined))];
    return { recipients: [...own.recipients, ...others.recipients], errors: [...own.errors, ...others.errors] };
  }

  /** Those who go on with a registration that was named; it takes no seat. */
  private async withTheirOwn(invitation: Invitation, rows: readonly GoodRow[]): Promise<{ recipients: Recipient[]; errors: RowError[] }> {
    const named = await this.recipients.registrationsNamed(invitation.applicationId, invitation.courseKey, rows.flatMap(({ row }) => row.registrationId ?? []));
    const known = (one: GoodRow) => named.get(one.row.registrationId ?? '');
    return {
      recipients: rows.filter(known).map((one) => Object.assign(this.recipient(invitation, one), known(one))),
      errors: rows.filter((one) => !known(one)).map(({ rowNumber, row }) => rowError(invitation, rowNumber, row.email, 'registrationId names no registration of this course')),
    };
  }

  private recipient(invitation: Invitation, { rowNumber, row }: GoodRow): Recipient {
    return this.fresh.of(invitation, rowNumber, row, invitation.sending === 'none' ? 'cancelled' : 'queued');
  }

  private async byAddress(invitation: Invitation, rows: readonly GoodRow[]): Promise<{ recipients: Recipient[]; errors: RowError[] }> {
    const known = invitation.duplicates === 'CREATE_NEW' ? new Map<string, KnownRegistration>() : await this.recipients.knownAmong(invitation.applicationId, invitation.courseKey, rows.map((one) => one.emailKey));
    const errors: RowError[] = [];
    const accepted: Recipient[] = [];
    const newcomers: Recipient[] = [];
    const free = invitation.registrationCap > 0 ? invitation.registrationCap - invitation.registrationCount : Number.POSITIVE_INFINITY;
    for (const one of rows) {
      const { rowNumber, row, emailKey } = one;
      const before = known.get(emailKey);
      const problem = problemOf(invitation, before !== undefined, newcomers.length < free);
      if (problem !== undefined) {
        errors.push(rowError(invitation, rowNumber, row.email, problem));
        continue;
      }
      const recipient = this.recipient(invitation, one);
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
