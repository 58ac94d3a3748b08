import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AddTags } from '../tags/add-tags';
import { RemoveTags } from '../tags/remove-tags';
import { InvitationRepository } from './invitation.repository';
import { invitationUnknown } from './invitations.failures';

interface TagChange {
  applicationId: string;
  ids: readonly string[];
  tags: readonly string[];
}

/** Puts tags on invitations, or takes them off; all of the ids or none. */
@Injectable()
export class TagInvitations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly invitations: InvitationRepository,
    private readonly addTags: AddTags,
    private readonly removeTags: RemoveTags,
  ) {}

  /** Failures: invitation-unknown. */
  add({ applicationId, ids, tags }: TagChange): Promise<void> {
    return this.unit.run(async () => this.addTags.run({ applicationId, kind: 'invitation', itemKeys: await this.known(applicationId, ids), tags }));
  }

  /** Failures: invitation-unknown. */
  remove({ applicationId, ids, tags }: TagChange): Promise<void> {
    return this.unit.run(async () => this.removeTags.run({ applicationId, kind: 'invitation', itemKeys: await this.known(applicationId, ids), tags }));
  }

  private async known(applicationId: string, ids: readonly string[]): Promise<readonly string[]> {
    const found = new Set((await this.invitations.findSome(applicationId, ids)).map((one) => one.invitationKey));
    const missing = ids.find((id) => !found.has(id));
    if (missing !== undefined) throw invitationUnknown(missing);
    return ids;
  }
}
