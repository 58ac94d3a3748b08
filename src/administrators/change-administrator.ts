import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';
import { administratorUnknown, lastOwner, rightsByGroups } from './administrators.failures';
import { ChangeSecondFactor } from './change-second-factor';
import { CheckedRoles } from './checked-roles';
import { EndConsoleSession } from './end-console-session';
import { RecordAudit, type SignedInActor } from './record-audit';
import type { Role } from './roles.rules';

export interface AdministratorChange {
  name?: string;
  isInstallationOwner?: boolean;
  roles?: Record<string, Role>;
  /** Turns the second factor off, for somebody who lost it. */
  withoutSecondFactor?: true;
  /** The next sign-in by the provider with their checked address links them again. */
  withoutIdentity?: true;
}

/** Changes and removes administrators; what they may do changes at once. One owner of the installation who can sign in always stays. */
@Injectable()
export class ChangeAdministrator {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly sessions: EndConsoleSession,
    private readonly factor: ChangeSecondFactor,
    private readonly roles: CheckedRoles,
    private readonly audit: RecordAudit,
    private readonly clock: Clock,
  ) {}

  /** Changes what is given. Failures: administrator-unknown, application-unknown, last-owner, rights-by-groups. */
  run(actor: SignedInActor, administratorKey: string, { withoutSecondFactor, withoutIdentity, ...given }: AdministratorChange): Promise<void> {
    return this.unit.run(async () => {
      const { isByGroups } = await this.look(administratorKey, given.isInstallationOwner === false);
      if (isByGroups && (given.roles || given.isInstallationOwner !== undefined || withoutIdentity)) throw rightsByGroups();
      if (given.roles) await this.roles.run(given.roles);
      await this.administrators.change(administratorKey, { ...given, updatedAt: this.clock.now() });
      if (withoutSecondFactor) await this.factor.turnOff(administratorKey);
      if (withoutIdentity) await this.unlink(administratorKey);
      this.sessions.forget();
      await this.audit.run(actor, { action: 'administrator.change', subject: administratorKey, detail: { installation: given.isInstallationOwner, roles: given.roles, withoutSecondFactor, withoutIdentity } });
    });
  }

  /** With all sessions. Failures: administrator-unknown, last-owner. */
  remove(actor: SignedInActor, administratorKey: string): Promise<void> {
    return this.unit.run(async () => {
      await this.look(administratorKey, true);
      await this.sessions.others(administratorKey);
      await this.administrators.setRecoveryCodes(administratorKey, []);
      await this.administrators.remove(administratorKey);
      await this.audit.run(actor, { action: 'administrator.remove', subject: administratorKey });
    });
  }

  private async look(administratorKey: string, isOwnerNoMore: boolean): Promise<Administrator> {
    const owners = await this.administrators.lockedOwners();
    const administrator = await this.administrators.find(administratorKey);
    if (!administrator) throw administratorUnknown(administratorKey);
    if (isOwnerNoMore && owners.length === 1 && owners[0] === administratorKey) throw lastOwner();
    return administrator;
  }

  private async unlink(administratorKey: string): Promise<void> {
    await this.administrators.change(administratorKey, { identityHash: null });
    await this.sessions.others(administratorKey);
  }
}
