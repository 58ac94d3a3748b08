import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { isUniqueViolation } from '../platform/database/unique-violation';
import { newKey } from '../platform/random-ids';
import { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';
import { administratorExists } from './administrators.failures';

export type NewAdministrator = Pick<Administrator, 'email' | 'name' | 'isInstallationOwner' | 'roles'> & Partial<Pick<Administrator, 'passwordHash' | 'origin' | 'linkHash' | 'linkUntil' | 'identityHash' | 'isByGroups'>>;

/** One address, whatever its case, is one person. */
export const plainEmail = (email: string): string => email.trim().toLowerCase();

/** Adds a person; addresses are unique. */
@Injectable()
export class AddAdministrator {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: administrator-exists. */
  async run(input: NewAdministrator): Promise<Administrator> {
    const now = this.clock.now();
    const nothing = { language: null, passwordHash: null, origin: null, linkHash: null, linkUntil: null, totpSecret: null, totpOffered: null, totpStep: null, identityHash: null, isByGroups: null, lastSeenAt: null };
    const administrator: Administrator = { ...nothing, ...input, administratorKey: newKey(), email: plainEmail(input.email), createdAt: now, updatedAt: now };
    try {
      await this.unit.run(() => this.administrators.add(administrator));
      return administrator;
    } catch (error) {
      throw isUniqueViolation(error) ? administratorExists() : error;
    }
  }
}
