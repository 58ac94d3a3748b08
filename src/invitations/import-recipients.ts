import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AddRecipients } from './add-recipients';
import type { Invitation } from './invitation.entity';
import { InvitationRepository } from './invitation.repository';
import { invitationUnknown } from './invitations.failures';
import { emailKeyOf, type RecipientRow, rowFault, trimmedRow } from './recipient-rows.rules';
import { RecipientRepository } from './recipient.repository';
import { recipientsOfCsv } from './recipients-csv';

/** What became of the rows of a file. `row` counts from 1 below the header line. */
export interface ImportedRecipients {
  rows: number;
  accepted: number;
  /** Addresses the invitation has already, or the file has twice: left as they are. */
  known: number;
  bad: number;
  /** The first ones. */
  errors: { row: number; address: string; message: string }[];
}

const rowsAtOnce = 1000;
const mostErrors = 1000;

/** Invites the people of a CSV. The same file may be sent again after a break: who is in the invitation already is not invited twice. */
@Injectable()
export class ImportRecipients {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly add: AddRecipients,
  ) {}

  /** A dry run tells the same and changes nothing. Failures: invitation-unknown, recipients-refused (rows before the fault stay invited). */
  async run(applicationId: string, invitationId: string, file: Readable, dryRun: boolean): Promise<ImportedRecipients> {
    await this.invitation(applicationId, invitationId);
    const result: ImportedRecipients = { rows: 0, accepted: 0, known: 0, bad: 0, errors: [] };
    const seen = new Set<string>();
    let some: RecipientRow[] = [];
    const take = async () => {
      if (some.length) result.accepted += await this.accept(applicationId, invitationId, some, dryRun);
      some = [];
    };
    for await (const given of recipientsOfCsv(file)) {
      const row = trimmedRow(given);
      const fault = rowFault(row);
      result.rows++;
      if (fault) {
        result.bad++;
        if (result.errors.length < mostErrors) result.errors.push({ row: result.rows, address: row.email, message: fault });
      } else if (!seen.has(emailKeyOf(row.email))) {
        seen.add(emailKeyOf(row.email));
        if (some.push(row) === rowsAtOnce) await take();
      }
    }
    await take();
    return { ...result, known: result.rows - result.bad - result.accepted };
  }

  /** Answers how many of the rows are new. */
  private accept(applicationId: string, invitationId: string, rows: readonly RecipientRow[], dryRun: boolean): Promise<number> {
    return this.unit.run(async () => {
      const invitation = await this.invitation(applicationId, invitationId);
      const known = await this.recipients.among(invitationId, rows.map(({ email }) => emailKeyOf(email)));
      const fresh = rows.filter(({ email }) => !known.has(emailKeyOf(email)));
      if (!dryRun) await this.add.run(invitation, fresh);
      return fresh.length;
    });
  }

  private invitation(applicationId: string, invitationId: string): Promise<Invitation> {
    return this.unit.run(async () => {
      const invitation = await this.invitations.find(applicationId, invitationId);
      if (!invitation || invitation.isPublic) throw invitationUnknown(invitationId);
      return invitation;
    });
  }
}
