import { Injectable } from '@nestjs/common';
import { FindApplications } from '../applications/find-applications';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Failure } from '../platform/failure';
import { sha256Hex } from '../platform/random-ids';
import { AddAdministrator } from './add-administrator';
import type { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';
import { providerEmail, providerNoAccess, providerTaken } from './administrators.failures';
import { EndConsoleSession } from './end-console-session';
import { hasRights, type ProvidedPerson, rightsOfGroups, sameRights } from './person-of-provider.rules';
import { RecordAudit } from './record-audit';
import type { Rights } from './roles.rules';

/** Whom the provider's word opens, or why it opens nobody; `known` are those who had access once. */
export type Admitted = { administrator: Administrator } | { refusal: Failure; known?: Administrator };

const detailOf = ({ isInstallationOwner, roles }: Rights) => ({ installation: isInstallationOwner, roles });

/** Finds the account of somebody the provider vouches for: their own, the one that has their checked address, or one by their groups. */
@Injectable()
export class AdmitPerson {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly add: AddAdministrator,
    private readonly applications: FindApplications,
    private readonly sessions: EndConsoleSession,
    private readonly audit: RecordAudit,
    private readonly clock: Clock,
  ) {}

  /** The subject counts before the address: a changed address opens no other account. */
  async run(person: ProvidedPerson, address: string): Promise<Admitted> {
    const look = () => this.unit.run(() => this.look(person, sha256Hex(`${person.issuer} ${person.subject}`), address));
    return look().catch((fault: unknown) => {
      if (fault instanceof Failure && fault.code === 'administrator-exists') return look(); // they came by two windows at once
      throw fault;
    });
  }

  private async look(person: ProvidedPerson, identityHash: string, address: string): Promise<Admitted> {
    const known = await this.administrators.byIdentity(identityHash);
    if (known) return known.isByGroups ? this.renew(known, person, address) : { administrator: known };
    if (person.email === undefined) return { refusal: providerEmail() };
    const waiting = await this.administrators.byEmail(person.email);
    return waiting ? this.link(waiting, identityHash, address) : this.join({ ...person, email: person.email }, identityHash, address);
  }

  /** From now on the subject counts, not the address. */
  private async link(administrator: Administrator, identityHash: string, address: string): Promise<Admitted> {
    if (!(await this.administrators.link(administrator.administratorKey, identityHash))) return { refusal: providerTaken(), known: administrator };
    await this.audit.run({ ...administrator, address }, { action: 'identity.link', subject: administrator.administratorKey });
    return { administrator };
  }

  private async join(person: ProvidedPerson & { email: string }, identityHash: string, address: string): Promise<Admitted> {
    const rights = await this.rightsOf(person);
    if (!hasRights(rights)) return { refusal: providerNoAccess() };
    const administrator = await this.add.run({ email: person.email, name: person.name, ...rights, identityHash, isByGroups: true });
    await this.audit.run({ ...administrator, address }, { action: 'administrator.join', subject: administrator.administratorKey, detail: detailOf(rights) });
    return { administrator };
  }

  /** Name, address and rights as the provider says today; without any rights the sessions end too. */
  private async renew(known: Administrator, person: ProvidedPerson, address: string): Promise<Admitted> {
    const rights = await this.rightsOf(person);
    const isFree = person.email !== undefined && person.email !== known.email && !(await this.administrators.byEmail(person.email));
    const administrator = { ...known, ...rights, name: person.name || known.name, email: isFree && person.email ? person.email : known.email };
    await this.administrators.change(known.administratorKey, { ...rights, name: administrator.name, email: administrator.email, updatedAt: this.clock.now() });
    if (!sameRights(known, rights)) {
      this.sessions.forget();
      await this.audit.run({ ...administrator, address }, { action: 'administrator.change', subject: known.administratorKey, detail: { ...detailOf(rights), by: 'groups' } });
    }
    if (hasRights(rights)) return { administrator };
    await this.sessions.others(known.administratorKey);
    return { refusal: providerNoAccess(), known: administrator };
  }

  private async rightsOf({ groups }: ProvidedPerson): Promise<Rights> {
    const ids = (await this.applications.all()).map(({ applicationId }) => applicationId);
    return rightsOfGroups(groups, this.config.oidc?.groups ?? {}, ids);
  }
}
