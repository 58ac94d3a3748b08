import { Injectable } from '@nestjs/common';
import { MailQueue } from '../../platform/mail/mail-queue';
import { Outbox } from '../../platform/outbox/outbox';
import { toldEvent } from '../../platform/outbox/told-event';
import { type Crossing, crossings } from './licence.rules';
import { type SeatCounts, SeatCountsRepository } from './seat-counts.repository';

export const licenceMailKind = 'licence-use';
/** What a mail about a threshold says. */
export type LicenceMail = Crossing & { scope: 'dispatch' | 'destination' } & Pick<SeatCounts, 'dispatchId' | 'destinationId' | 'destinationName' | 'courseTitle'>;

interface Counted {
  applicationId: string;
  dispatchKey: string;
  now: number;
  newLearner: { dispatch: boolean; destination: boolean };
  capped: { dispatch: boolean; destination: boolean };
}

/** After a seat was counted: tells that the last one is taken, and that a threshold the vendor set was reached, as events and by mail. */
@Injectable()
export class TellLicenceUse {
  constructor(
    private readonly counts: SeatCountsRepository,
    private readonly outbox: Outbox,
    private readonly mails: MailQueue,
  ) {}

  /** Inside the unit that counted. */
  async run({ applicationId, dispatchKey, now, newLearner, capped }: Counted): Promise<void> {
    const counts = await this.counts.of(dispatchKey);
    if (!counts) return;
    const { dispatchId, destinationId, courseId, destinationName, courseTitle, email } = counts;
    const ids = { dispatchId, destinationId, courseId };
    if (counts.dispatch.registrationCap === counts.dispatch.registrations) await this.outbox.add(toldEvent(applicationId, 'dispatch.limit_reached', { at: now, data: { ...ids, registrationCap: counts.dispatch.registrationCap } }));
    for (const scope of ['dispatch', 'destination'] as const) {
      const met = capped[scope] ? crossings(counts[scope], counts[scope], newLearner[scope]) : [];
      for (const crossing of met) {
        const of = scope === 'dispatch' ? ids : { destinationId };
        await this.outbox.add(toldEvent(applicationId, 'licence.threshold_reached', { at: now, data: { scope, ...of, ...crossing } }));
        const data: LicenceMail = { scope, ...crossing, dispatchId, destinationId, destinationName, courseTitle };
        if (email) await this.mails.add([{ applicationId, kind: licenceMailKind, subjectKey: dispatchKey, to: email, data }]);
      }
    }
  }
}
