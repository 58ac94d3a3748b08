import { Injectable } from '@nestjs/common';
import { FindApplications } from '../applications/find-applications';
import { DescribeCourse } from '../courses/describe-course';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Invitation } from './invitation.entity';
import { InvitationRepository } from './invitation.repository';

/** What mails of one invitation have in common, kept for a moment: thousands of them are written one after the other. */
@Injectable()
export class InvitationFacts {
  private readonly kept = new Map<string, { until: number; value: Promise<unknown> }>();

  constructor(
    private readonly unit: UnitOfWork,
    private readonly invitations: InvitationRepository,
    private readonly applications: FindApplications,
    private readonly courses: DescribeCourse,
    private readonly clock: Clock,
  ) {}

  of(invitation: Pick<Invitation, 'applicationId' | 'courseKey'>, language: string) {
    return this.keep(`course ${invitation.courseKey} ${language}`, async () => {
      const { title, description, duration } = await this.courses.run(invitation.courseKey, language);
      return { vendor: await this.applications.nameOf(invitation.applicationId), course: { title, description, duration } };
    });
  }

  /** What decides about reminders; nothing for an invitation that is gone. */
  reminders(applicationId: string, invitationKey: string): Promise<Pick<Invitation, 'dueAt' | 'reminderDays' | 'timeZone'> | null> {
    return this.keep(`reminders ${invitationKey}`, () => this.unit.run(() => this.invitations.find(applicationId, invitationKey)));
  }

  private keep<T>(name: string, make: () => Promise<T>): Promise<T> {
    const now = this.clock.now();
    const known = this.kept.get(name);
    if (known && known.until > now) return known.value as Promise<T>;
    if (this.kept.size > 500) this.kept.clear();
    const value = make();
    value.catch(() => this.kept.delete(name));
    this.kept.set(name, { until: now + 2_000, value });
    return value;
  }
}
