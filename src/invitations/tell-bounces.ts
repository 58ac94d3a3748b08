import { Injectable } from '@nestjs/common';
import type { QueuedMail } from '../platform/mail/mail-queue';
import { Outbox } from '../platform/outbox/outbox';
import { toldEvent } from '../platform/outbox/told-event';
import { FindRegistrations } from '../registrations/find-registrations';
import { RecipientRepository } from './recipient.repository';

/** Tells, as an event, that the mail of a recipient was refused for good. Inside the unit of work that settles the mail. */
@Injectable()
export class TellBounces {
  constructor(
    private readonly recipients: RecipientRepository,
    private readonly registrations: FindRegistrations,
    private readonly outbox: Outbox,
  ) {}

  async run({ applicationId, subjectKey }: QueuedMail, message: string, at: number): Promise<void> {
    const [recipient] = await this.recipients.findSome(applicationId, [subjectKey]);
    if (!recipient) return;
    const { registrationKey, registrationId, invitationKey, email, emailKey } = recipient;
    const learnerId = registrationKey === null ? undefined : (await this.registrations.byKey(applicationId, [registrationKey])).get(registrationKey)?.learner_id;
    const data = { invitationId: invitationKey, recipientId: subjectKey, email, registrationId: registrationId ?? undefined, message };
    await this.outbox.add(toldEvent(applicationId, 'invitation.mail_bounced', { at, data, learnerId: learnerId ?? emailKey }));
  }
}
