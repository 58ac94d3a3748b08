import { Injectable } from '@nestjs/common';
import { courseUnknown } from '../courses/courses.failures';
import { FindCourseTitles } from '../courses/find-course-titles';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey } from '../platform/random-ids';
import { AddTags } from '../tags/add-tags';
import { AddRecipients } from './add-recipients';
import { type DuplicateOption, Invitation } from './invitation.entity';
import { InvitationLinks } from './invitation-links';
import { InvitationRepository } from './invitation.repository';
import type { RecipientRow } from './recipient-rows.rules';

export interface NewInvitation {
  applicationId: string;
  courseId: string;
  creatingUserEmail: string;
  tags?: string[];
  postBack?: Record<string, unknown> | null;
  expiresAt?: number | null;
  daysToComplete?: number | null;
  opensAt?: number | null;
  dueAt?: number | null;
  timeZone?: string;
  reminderDays?: number[] | null;
  /** 0 is without limit. */
  registrationCap?: number;
  locale?: string | null;
  /** What is mailed, and to whom; `isSilent`: they get links and registrations, and no mail. */
  mail?: { isSilent?: boolean; subject?: string | null; body?: string | null; recipients: readonly RecipientRow[]; duplicates?: DuplicateOption; seatAtLaunch?: boolean };
  /** Public: who may join. Without it an invitation with recipients is private. */
  joining?: { asksCode?: boolean; allowedDomains?: string[] | null };
}

const mailOf = (mail: NewInvitation['mail']) => ({
  subject: mail?.subject ?? null, body: mail?.body ?? null, seatAtLaunch: mail?.seatAtLaunch ?? false, duplicates: mail?.duplicates ?? ('SEND_EXISTING' as const),
});
const joiningOf = (joining: NewInvitation['joining']) => ({ asksCode: joining?.asksCode ?? false, allowedDomains: joining?.allowedDomains ?? null });

/** Offers a course by a public link, or by a mail with a link of its own to everybody named. */
@Injectable()
export class CreateInvitation {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourseTitles,
    private readonly invitations: InvitationRepository,
    private readonly links: InvitationLinks,
    private readonly recipients: AddRecipients,
    private readonly tags: AddTags,
    private readonly clock: Clock,
  ) {}

  /** Answers the key at once; the mails leave later. Failures: course-unknown. */
  run(wanted: NewInvitation): Promise<string> {
    return this.unit.run(async () => {
      const course = (await this.courses.byId(wanted.applicationId, [wanted.courseId])).get(wanted.courseId);
      if (!course) throw courseUnknown(wanted.courseId);
      const invitation = this.row(wanted, course.courseKey);
      await this.invitations.add(invitation);
      if (wanted.tags?.length) await this.tags.run({ applicationId: wanted.applicationId, kind: 'invitation', itemKeys: [invitation.invitationKey], tags: wanted.tags });
      if (wanted.mail) await this.recipients.run(invitation, wanted.mail.recipients);
      return invitation.invitationKey;
    });
  }

  private row(wanted: NewInvitation, courseKey: string): Invitation {
    const invitationKey = newKey();
    const now = this.clock.now();
    const { mail, joining } = wanted;
    const isPublic = joining !== undefined || !mail;
    return Object.assign(new Invitation(), {
      invitationKey, applicationId: wanted.applicationId, isPublic, courseKey, creatingUserEmail: wanted.creatingUserEmail, ...mailOf(mail), ...joiningOf(joining),
      locale: wanted.locale ?? null, allowLaunch: true, allowNewRegistrations: true, registrationCap: wanted.registrationCap ?? 0, registrationCount: 0, opensAt: wanted.opensAt ?? null,
      expiresAt: wanted.expiresAt ?? null, daysToComplete: wanted.daysToComplete ?? null, dueAt: wanted.dueAt ?? null, timeZone: wanted.timeZone ?? 'UTC',
      reminderDays: wanted.reminderDays ?? null, sending: mail?.isSilent ? 'none' : 'running', totalRows: 0, revision: 0, postBack: wanted.postBack ?? null,
      linkHash: isPublic ? this.links.hash('join', invitationKey) : null, createdAt: now, updatedAt: now,
    });
  }
}
