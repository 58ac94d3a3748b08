import { Injectable } from '@nestjs/common';
import { applicationUnknown } from '../applications/applications.failures';
import { FindApplications } from '../applications/find-applications';
import type { Role } from './roles.rules';

/** Roles are given in applications that exist. */
@Injectable()
export class CheckedRoles {
  constructor(private readonly applications: FindApplications) {}

  /** Failures: application-unknown. */
  async run(roles: Readonly<Record<string, Role>>): Promise<Record<string, Role>> {
    const known = new Set((await this.applications.all()).map(({ applicationId }) => applicationId));
    const unknown = Object.keys(roles).find((id) => !known.has(id));
    if (unknown !== undefined) throw applicationUnknown(unknown);
    return { ...roles };
  }
}
