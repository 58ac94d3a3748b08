import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FindApplications } from '../applications/find-applications';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { MailMessage } from '../platform/mail/mail-message';
import { MailQueue, type QueuedMail } from '../platform/mail/mail-queue';
import type { Erasure } from './erasure.entity';
import { ErasureRepository } from './erasure.repository';

export const erasureMail = 'learner-erased';

const day = (moment: number | null) => (moment === null ? '' : new Date(moment).toISOString());

/** The receipt in words. It names nobody: the caller knows whom the number stands for. */
function linesOf(e: Erasure): string[] {
  return [
    `Receipt ${e.erasureKey}`, `Asked for: ${day(e.requestedAt)}`, `Done: ${day(e.endedAt)}`,
    `Registrations: ${e.registrations} (attempts: ${e.instances})`, `Dispatch seats: ${e.seats}`, `Invitations: ${e.recipients}`, `Mails waiting or kept: ${e.mails}`, `Check value: ${e.learnerHash}`,
  ];
}

/** Tells who asked for an erasure that it is done. */
@Injectable()
export class MailErasure implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly mails: MailQueue,
    private readonly erasures: ErasureRepository,
    private readonly applications: FindApplications,
  ) {}

  onModuleInit(): void {
    this.mails.handle(erasureMail, { compose: (mails) => Promise.all(mails.map((mail) => this.compose(mail))) });
  }

  private async compose(mail: QueuedMail): Promise<MailMessage | undefined> {
    const erasure = await this.unit.run(() => this.erasures.find(mail.applicationId, mail.subjectKey));
    if (!erasure) return undefined;
    const intro = 'All data of the learner has been erased. A learner who opens a course again is a new one.';
    const lines = linesOf(erasure);
    return {
      fromName: (await this.applications.nameOf(mail.applicationId)) || undefined, to: { address: mail.to }, subject: `Learner data erased (${erasure.erasureKey})`,
      text: `${intro}\n\n${lines.join('\n')}\n`, html: `<!doctype html><html lang="en"><body><p>${intro}</p><p>${lines.join('<br>')}</p></body></html>`,
    };
  }
}
