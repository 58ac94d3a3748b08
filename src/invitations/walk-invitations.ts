import { Injectable } from '@nestjs/common';
import type { Page } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindInvitations, type FoundInvitation, type InvitationQuery } from './find-invitations';
import { FindRecipients, type FoundRecipient, type RecipientQuery } from './find-recipients';
import { RecipientPartRepository } from './recipient-part.repository';

export interface WalkedInvitation extends FoundInvitation {
  /** Everybody who was named is a recipient, or was refused. */
  isCreated: boolean;
}

const size = 100;
const oldestFirst = { dateField: 'created', orderBy: 'created', direction: 'asc' } as const;
const everything: InvitationQuery = oldestFirst;
const everybody: RecipientQuery = { ...oldestFirst, filterBy: 'email' };

async function* walked<T>(read: (more?: string) => Promise<Page<T>>): AsyncGenerator<T[]> {
  for (let more: string | undefined, isFirst = true; isFirst || more !== undefined; isFirst = false) {
    const page: Page<T> = await read(more);
    yield page.rows;
    more = page.more;
  }
}

/** Invitations and their recipients for answers that have no pages, the oldest first; each part is read in a few statements. */
@Injectable()
export class WalkInvitations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly find: FindInvitations,
    private readonly people: FindRecipients,
    private readonly parts: RecipientPartRepository,
  ) {}

  /** Failures: invitation-unknown. */
  async one(applicationId: string, id: string): Promise<WalkedInvitation> {
    const [walkedOne] = await this.withProgress([await this.find.one(applicationId, id)]);
    return walkedOne as WalkedInvitation;
  }

  async *run(applicationId: string, wanted: (found: FoundInvitation) => boolean): AsyncGenerator<WalkedInvitation[]> {
    for await (const rows of walked((more) => this.find.list(applicationId, everything, { more, withTotal: false, size }))) yield this.withProgress(rows.filter(wanted));
  }

  /** With what their registrations came to. */
  recipients(applicationId: string, { invitation }: FoundInvitation): AsyncGenerator<FoundRecipient[]> {
    const of = { id: invitation.invitationKey, isPublic: invitation.isPublic };
    return walked((more) => this.people.list(applicationId, of, everybody, { more, withTotal: false, withReport: true, size }));
  }

  private async withProgress(found: readonly FoundInvitation[]): Promise<WalkedInvitation[]> {
    const waiting = await this.unit.run(() => this.parts.waitingAmong(found.map(({ invitation }) => invitation.invitationKey)));
    return found.map((one) => ({ ...one, isCreated: !waiting.has(one.invitation.invitationKey) }));
  }
}
