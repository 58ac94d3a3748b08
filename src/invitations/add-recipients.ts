import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { JobQueue } from '../platform/jobs/job-queue';
import { newKey } from '../platform/random-ids';
import { fillJob } from './fill-invitation';
import type { Invitation } from './invitation.entity';
import { InvitationRepository } from './invitation.repository';
import { RecipientPart } from './recipient-part.entity';
import { RecipientPartRepository } from './recipient-part.repository';
import type { RecipientRow } from './recipient-rows.rules';

/** On the embedded database a part keeps everybody waiting; on a server each one costs its trips. */
const rowsPerPart = { sqlite: 20, mysql: 100 };

/** Accepts rows for an invitation: they are stored as they are, a job makes recipients of them part by part. */
@Injectable()
export class AddRecipients {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly invitations: InvitationRepository,
    private readonly parts: RecipientPartRepository,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  run(invitation: Pick<Invitation, 'applicationId' | 'invitationKey' | 'totalRows' | 'opensAt'>, rows: readonly RecipientRow[]): Promise<void> {
    return this.unit.run(async () => {
      if (!rows.length) return;
      const { applicationId, invitationKey, totalRows } = invitation;
      const createdAt = this.clock.now();
      const parts: RecipientPart[] = [];
      const size = rowsPerPart[this.unit.dialect];
      for (let from = 0; from < rows.length; from += size) {
        const some = rows.slice(from, from + size);
        parts.push(Object.assign(new RecipientPart(), { partKey: newKey(), applicationId, invitationKey, firstRow: totalRows + from + 1, rowCount: some.length, rows: some, createdAt }));
      }
      await this.parts.add(parts);
      await this.invitations.addRows(invitationKey, rows.length);
      await this.jobs.add(fillJob(invitation));
    });
  }
}
