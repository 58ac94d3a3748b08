import { Injectable } from '@nestjs/common';
import { MoreTokens, type Page } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { roleMissing } from './administrators.failures';
import type { AuditEntry } from './audit-entry.entity';
import { AuditRepository } from './audit.repository';
import { type Rights, roleIn } from './roles.rules';

const entriesOfAPage = 50;

/** What administrators did, the newest first: owners of the installation see everything, owners of an application what was done there. */
@Injectable()
export class FindAuditEntries {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly entries: AuditRepository,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** Failures: role-missing; invalid-input for a `more` that is none. */
  async run(rights: Rights, asked: { applicationId?: string; more?: string }): Promise<Page<AuditEntry>> {
    const position = asked.more === undefined ? undefined : this.moreTokens.read<{ applicationId?: string }>('audit', asked.more);
    const { applicationId } = position?.query ?? asked;
    if (!rights.isInstallationOwner && (applicationId === undefined || roleIn(rights, applicationId) !== 'owner')) throw roleMissing('the log of an application is for its owners');
    const rows = await this.unit.run(() => this.entries.list(applicationId, position?.after, entriesOfAPage + 1));
    return this.moreTokens.page('audit', { applicationId }, rows, (row) => [row.createdAt, row.entryKey], entriesOfAPage);
  }
}
