import { Injectable } from '@nestjs/common';
import { ChangeTags, type TaggedThings } from '../tags/change-tags';
import { InvitationRepository } from './invitation.repository';
import { invitationUnknown } from './invitations.failures';

/** Tags on invitations. Failures of all: invitation-unknown. */
@Injectable()
export class TagInvitations {
  constructor(
    private readonly tags: ChangeTags,
    private readonly invitations: InvitationRepository,
  ) {}

  add(applicationId: string, ids: readonly string[], tags: readonly string[]): Promise<void> {
    return this.tags.add(this.things(applicationId, ids), tags);
  }

  remove(applicationId: string, id: string, tags: readonly string[]): Promise<void> {
    return this.tags.remove(this.things(applicationId, [id]), tags);
  }

  read(applicationId: string, id: string): Promise<string[]> {
    return this.tags.read(this.things(applicationId, [id]));
  }

  private things(applicationId: string, ids: readonly string[]): TaggedThings {
    const keysOf = async (some: readonly string[]) => new Map((await this.invitations.findSome(applicationId, some)).map((one) => [one.invitationKey, one.invitationKey]));
    return { applicationId, kind: 'invitation', ids, keysOf, unknown: invitationUnknown };
  }
}
