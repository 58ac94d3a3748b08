import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AddAdministrator } from './add-administrator';
import { AdministratorRepository } from './administrator.repository';
import { administratorUnknown, rightsByGroups } from './administrators.failures';
import { CheckedRoles } from './checked-roles';
import { MailConsoleLinks } from './mail-console-links';
import { OneTimeLinks } from './one-time-links';
import { RecordAudit, type SignedInActor } from './record-audit';
import type { Rights } from './roles.rules';

export interface Invited {
  administratorKey: string;
  /** Shown to the one who invites, and mailed where there is a mail server. */
  link: string;
}

/** Lets somebody in by a one-time link that sets the password; also somebody who forgot theirs. */
@Injectable()
export class InviteAdministrator {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly add: AddAdministrator,
    private readonly administrators: AdministratorRepository,
    private readonly roles: CheckedRoles,
    private readonly links: OneTimeLinks,
    private readonly mails: MailConsoleLinks,
    private readonly audit: RecordAudit,
  ) {}

  /** Failures: administrator-exists, application-unknown. */
  run(actor: SignedInActor, person: Rights & { email: string; name: string }): Promise<Invited> {
    return this.unit.run(async () => {
      const { link, fields } = this.links.make(person);
      const added = await this.add.run({ ...person, roles: await this.roles.run(person.roles), ...fields });
      await this.mails.add(added, link);
      await this.audit.run(actor, { action: 'administrator.invite', subject: added.administratorKey, detail: { installation: person.isInstallationOwner, roles: person.roles } });
      return { administratorKey: added.administratorKey, link };
    });
  }

  /** A new link in place of the old one; the password of today works until it is used. Failures: administrator-unknown, rights-by-groups. */
  renew(actor: SignedInActor, administratorKey: string): Promise<Invited> {
    return this.unit.run(async () => {
      const administrator = await this.administrators.find(administratorKey);
      if (!administrator) throw administratorUnknown(administratorKey);
      if (administrator.isByGroups) throw rightsByGroups();
      const { link, fields } = this.links.make(administrator);
      await this.administrators.change(administratorKey, fields);
      await this.mails.add(administrator, link);
      await this.audit.run(actor, { action: 'administrator.link', subject: administratorKey });
      return { administratorKey, link };
    });
  }
}
