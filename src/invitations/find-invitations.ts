import { Injectable } from '@nestjs/common';
import { FindCourseTitles } from '../courses/find-course-titles';
import { MoreTokens, type Page, pageSize } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Invitation } from './invitation.entity';
import { InvitationLinks } from './invitation-links';
import { type InvitationQuery, InvitationRepository } from './invitation.repository';
import { invitationUnknown } from './invitations.failures';
import { RecipientRepository } from './recipient.repository';
import { RecipientPartRepository } from './recipient-part.repository';

export type { InvitationQuery } from './invitation.repository';

export interface FoundInvitation {
  invitation: Invitation;
  courseId: string;
  /** Of a public one. */
  url?: string;
}
export interface SendingStatus {
  status: 'STARTED' | 'CANCELLED' | 'COMPLETE' | 'ERROR';
  /** The first ones, each with its row. */
  errors: { rowNumber: number; address: string; message: string }[];
  errorCount: number;
  total: number;
  processed: number;
}

const mostAddresses = 1000;
const mostErrors = 1000;
const ended = ['bounced', 'failed', 'suppressed'] as const;

/** Reads invitations: one, lists, and how far the sending of a private one is. */
@Injectable()
export class FindInvitations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly parts: RecipientPartRepository,
    private readonly courses: FindCourseTitles,
    private readonly links: InvitationLinks,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** `isPublic` absent: either kind. Failures: invitation-unknown. */
  one(applicationId: string, id: string, isPublic?: boolean): Promise<FoundInvitation> {
    return this.unit.run(async () => {
      const invitation = await this.invitations.find(applicationId, id);
      if (!invitation || (isPublic !== undefined && invitation.isPublic !== isPublic)) throw invitationUnknown(id);
      const [view] = await this.views([invitation]);
      return view as FoundInvitation;
    });
  }

  /** The first 1,000 addresses, in the order given. */
  addresses(invitationKey: string): Promise<string[]> {
    return this.unit.run(() => this.recipients.addresses(invitationKey, mostAddresses));
  }

  /** A `more` token brings its own query back; the total is for a first page only. */
  list(applicationId: string, query: InvitationQuery, options: { more?: string; withTotal: boolean; size?: number }): Promise<Page<FoundInvitation> & { total?: number }> {
    const name = query.isPublic === undefined ? 'invitations' : query.isPublic ? 'public-invitations' : 'private-invitations';
    const position = options.more === undefined ? undefined : this.moreTokens.read<InvitationQuery>(name, options.more);
    const asked = position?.query ?? query;
    const size = options.size ?? pageSize;
    return this.unit.run(async () => {
      const course = asked.courseId === undefined ? undefined : (await this.courses.byId(applicationId, [asked.courseId])).get(asked.courseId);
      if (asked.courseId !== undefined && !course) return { rows: [], ...(options.withTotal ? { total: 0 } : {}) };
      const keys = await this.invitations.listKeys(applicationId, asked, course?.courseKey, position?.after, size);
      const found = new Map((await this.invitations.findSome(applicationId, keys)).map((one) => [one.invitationKey, one]));
      const rows = await this.views(keys.flatMap((key) => found.get(key) ?? []));
      const total = options.withTotal && !position ? { total: await this.invitations.countOf(applicationId, asked, course?.courseKey) } : {};
      return { ...this.moreTokens.page(name, asked, rows, ({ invitation }) => [asked.orderBy === 'created' ? invitation.createdAt : invitation.updatedAt, invitation.invitationKey], size), ...total };
    });
  }

  /** `isPublic` absent: of either kind. Failures: invitation-unknown. */
  status(applicationId: string, id: string, isPublic?: boolean): Promise<SendingStatus> {
    return this.unit.run(async () => {
      const { invitation } = await this.one(applicationId, id, isPublic);
      const states = await this.recipients.states(id);
      const rowErrors = await this.parts.countErrors(id);
      const errors = [...(await this.parts.errors(id, mostErrors)), ...(await this.recipients.failed(id, mostErrors))].sort((a, b) => a.rowNumber - b.rowNumber).slice(0, mostErrors);
      const errorCount = ended.reduce((sum, state) => sum + (states.get(state) ?? 0), rowErrors);
      const recipients = [...states.values()].reduce((sum, n) => sum + n, 0);
      const processed = recipients - (states.get('queued') ?? 0) + rowErrors;
      const waiting = invitation.totalRows > processed && invitation.sending !== 'cancelled';
      const failed = errorCount > 0 && errorCount === processed;
      return { status: invitation.sending === 'cancelled' ? 'CANCELLED' : waiting ? 'STARTED' : failed ? 'ERROR' : 'COMPLETE', errors, errorCount, total: invitation.totalRows, processed };
    });
  }

  private async views(found: readonly Invitation[]): Promise<FoundInvitation[]> {
    const courses = await this.courses.byKey([...new Set(found.map((one) => one.courseKey))]);
    return found.map((invitation) => ({
      invitation, courseId: courses.get(invitation.courseKey)?.id ?? '', ...(invitation.isPublic ? { url: this.links.url('join', invitation.invitationKey) } : {}),
    }));
  }
}
