import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { MailQueue } from '../platform/mail/mail-queue';
import { Outbox } from '../platform/outbox/outbox';
import { ReplaceTags } from '../tags/replace-tags';
import { InvitationRepository } from './invitation.repository';
import { RecipientRepository } from './recipient.repository';

const atOnce = 20;

/** Invitations go with their course; a recipient whose registration was deleted is told so by the link. */
@Injectable()
export class FollowDeletions implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly invitations: InvitationRepository,
    private readonly recipients: RecipientRepository,
    private readonly mails: MailQueue,
    private readonly tags: ReplaceTags,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('course.deleted', async (facts) => {
      for (const fact of facts) await this.followCourse(fact.subject);
    });
    this.outbox.subscribe('registration.deleted', async (facts) => {
      for (const fact of facts) await this.unit.run(() => this.recipients.forgetRegistration(fact.subject, this.clock.now()));
    });
  }

  private async followCourse(courseKey: string): Promise<void> {
    for (let removed = atOnce; removed === atOnce; )
      removed = await this.unit.run(async () => {
        const found = await this.invitations.keysOfCourse(courseKey, atOnce);
        for (const { applicationId, invitationKey } of found) {
          await this.mails.cancel(applicationId, invitationKey);
          await this.tags.run({ applicationId, kind: 'invitation', itemKeys: [invitationKey], tags: [] });
        }
        if (found.length) await this.invitations.remove(found.map((one) => one.invitationKey));
        return found.length;
      });
  }
}
