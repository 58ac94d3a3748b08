import { Injectable } from '@nestjs/common';
import { FindApplications } from '../applications/find-applications';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';
import { signedOut } from './administrators.failures';
import { FirstAdministratorLink } from './first-administrator-link';
import { type Role, roleIn } from './roles.rules';
import { VerifyConsoleSession } from './verify-console-session';

export interface DescribedSession {
  administrator: Administrator;
  /** For X-Console-Token. */
  token: string;
  applications: { id: string; name: string; role: Role }[];
}

/** Who is signed in, and what they may do where. */
@Injectable()
export class DescribeConsoleSession {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly verify: VerifyConsoleSession,
    private readonly administrators: AdministratorRepository,
    private readonly applications: FindApplications,
    private readonly first: FirstAdministratorLink,
    private readonly config: Config,
  ) {}

  /** Failures: signed-out. */
  async run(secret: string): Promise<DescribedSession> {
    const session = secret ? await this.verify.run(secret, '') : undefined;
    const administrator = session && (await this.unit.run(() => this.administrators.find(session.administratorKey)));
    if (!administrator) throw signedOut({ firstAdministrator: await this.first.isWanted(), provider: this.config.oidc && { name: this.config.oidc.name, passwords: this.config.oidc.passwords } });
    const applications = (await this.applications.all()).flatMap(({ applicationId: id, name }) => {
      const role = roleIn(administrator, id);
      return role ? [{ id, name, role }] : [];
    });
    return { administrator, token: this.verify.tokenOf(secret), applications };
  }
}
