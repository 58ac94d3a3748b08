import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import type { MailMessage } from '../../src/platform/mail/mail-message';
import { type MailHandler, type MailOutcome, MailQueue, type NewMail, type QueuedMail } from '../../src/platform/mail/mail-queue';
import type { Booted } from './boot';

export interface Mailing {
  queue: MailQueue;
  /** What became of the mails to an address, in order. */
  outcomes(address: string): string[];
  messages(address: string): string[];
  add(...mails: Partial<NewMail>[]): Promise<void>;
  /** Sizes of the batches that were composed. */
  batches: number[];
  queued(): Promise<{ recipient: string; state: string; attempts: number; due_at: number }[]>;
}

export const messageTo = (mail: Pick<QueuedMail, 'to' | 'subjectKey'>): MailMessage => ({
  fromName: 'ACME Training', replyTo: 'person@acme.example', to: { name: 'Zoë Doe', address: mail.to }, subject: `Grüße ${mail.subjectKey}`,
  html: `<!doctype html><html lang="en"><body><p>Hello <b>${mail.subjectKey}</b> ümläut</p></body></html>`, text: `Hello ${mail.subjectKey} ümläut\nhttps://courses.example/invitations/open/token`,
});

/** A feature that mails: kind `note` (and `reminder`), written as `messageTo` says. */
export function mailingOf(courseway: Booted, handler: Partial<MailHandler> = {}): Mailing {
  const queue = courseway.get(MailQueue);
  const unit = courseway.get(UnitOfWork);
  const heard = new Map<string, MailOutcome[]>();
  const batches: number[] = [];
  const own: MailHandler = {
    compose: async (mails) => {
      batches.push(mails.length);
      return mails.map((mail) => messageTo(mail));
    },
    settled: async (mail, outcome) => void heard.set(mail.to, [...(heard.get(mail.to) ?? []), outcome]),
    ...handler,
  };
  queue.handle('note', own);
  queue.handle('reminder', { ...own, isReminder: true });
  return {
    queue, batches,
    outcomes: (address) => (heard.get(address) ?? []).map((outcome) => outcome.state),
    messages: (address) => (heard.get(address) ?? []).map((outcome) => ('message' in outcome ? outcome.message : outcome.messageId)),
    add: (...mails) => unit.run(() => queue.add(mails.map((mail) => ({ applicationId: courseway.applicationId, kind: 'note', subjectKey: mail.to ?? 'subject', to: 'somebody@example.com', ...mail })))),
    queued: () => unit.run(() => unit.query('SELECT recipient, state, attempts, due_at FROM mails ORDER BY recipient')),
  };
}
