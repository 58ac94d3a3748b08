import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { UnitOfWork } from '../database/unit-of-work';
import { newKey } from '../random-ids';
import type { MailMessage } from './mail-message';

export interface NewMail {
  applicationId: string;
  kind: string;
  /** What it is about: the key the handler knows. */
  subjectKey: string;
  /** Mails that are held, released and cancelled together. */
  groupKey?: string;
  to: string;
  data?: object;
  /** Milliseconds UTC; now when absent. */
  dueAt?: number;
  /** A second mail of the application with it is not added while the first is queued. */
  uniqueKey?: string;
}

export interface QueuedMail {
  mailKey: string;
  applicationId: string;
  kind: string;
  subjectKey: string;
  groupKey: string | null;
  to: string;
  data: Record<string, unknown>;
  /** Tries so far that ended in an answer about this mail. */
  attempts: number;
}

export type MailOutcome = { state: 'sent' | 'kept'; messageId: string } | { state: 'bounced' | 'failed' | 'suppressed' | 'delayed'; message: string };

export interface MailHandler {
  /** Messages of up to 50 mails of this kind, in the same order; undefined: not wanted any more, the mail is dropped. Opens its own units of work. */
  compose(mails: readonly QueuedMail[]): Promise<(MailMessage | undefined)[]>;
  /** Inside the unit of work that settles the mail; may come twice after a crash. 'delayed' = will be tried again, everything else is the end. */
  settled?(mail: QueuedMail, outcome: MailOutcome): Promise<void>;
  /** 'reminders' suppressions hold this kind back as well as 'all' ones. */
  isReminder?: boolean;
}

const rowsAtOnce = 250;
const keysAtOnce = 500;
const columns = 'mail_key, application_id, kind, subject_key, group_key, recipient, data, unique_key, state, due_at, attempts, created_at';
const placeholders = `(${columns.split(',').map(() => '?').join(', ')})`;

function* partsOf<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

/** Mails are queued in the same transaction as the change that asks for them, and sent by the worker (send-queued-mails.ts). */
@Injectable()
export class MailQueue {
  private readonly handlers = new Map<string, MailHandler>();
  private wakeWorker: () => void = () => undefined;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Who writes the mails of `kind` and hears what became of them; told at the start of the process. */
  handle(kind: string, handler: MailHandler): void {
    this.handlers.set(kind, handler);
  }

  handlerOf(kind: string): MailHandler | undefined {
    return this.handlers.get(kind);
  }

  get kinds(): string[] {
    return [...this.handlers.keys()];
  }

  /** Queues `mails` inside the running unit of work. */
  async add(mails: readonly NewMail[]): Promise<void> {
    const now = this.clock.now();
    const known = this.unit.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE mail_key = mail_key' : 'ON CONFLICT DO NOTHING';
    for (const part of partsOf(mails, rowsAtOnce)) {
      const values = part.flatMap((mail) => [
        newKey(), mail.applicationId, mail.kind, mail.subjectKey, mail.groupKey ?? null, mail.to, mail.data ? JSON.stringify(mail.data) : null, mail.uniqueKey ?? null,
        'ready', mail.dueAt ?? now, 0, now,
      ]);
      await this.unit.execute(`INSERT INTO mails (${columns}) VALUES ${part.map(() => placeholders).join(', ')} ${known}`, values);
    }
    if (mails.length) this.unit.afterCommit(() => this.wakeWorker());
  }

  /** Keeps back what the group has queued, until `release`; only messages already on their way still go out. */
  async hold(applicationId: string, groupKey: string): Promise<void> {
    await this.unit.execute("UPDATE mails SET state = 'held', locked_by = NULL, locked_until = NULL WHERE application_id = ? AND group_key = ? AND state <> 'held'", [applicationId, groupKey]);
  }

  /** Lets go what `hold` kept back; each is due when it was due. */
  async release(applicationId: string, groupKey: string): Promise<void> {
    await this.unit.execute("UPDATE mails SET state = 'ready' WHERE application_id = ? AND group_key = ? AND state = 'held'", [applicationId, groupKey]);
    this.unit.afterCommit(() => this.wakeWorker());
  }

  /** Forgets what the group has queued, held or not, and answers how many mails that were. */
  async cancel(applicationId: string, groupKey: string): Promise<number> {
    const { affected } = await this.unit.execute('DELETE FROM mails WHERE application_id = ? AND group_key = ?', [applicationId, groupKey]);
    return affected;
  }

  /** Forgets what is queued about these subjects. */
  async cancelOf(applicationId: string, subjectKeys: readonly string[]): Promise<void> {
    for (const part of partsOf(subjectKeys, keysAtOnce))
      await this.unit.execute(`DELETE FROM mails WHERE application_id = ? AND subject_key IN (${part.map(() => '?').join(', ')})`, [applicationId, ...part]);
  }

  onWake(wake: () => void): void {
    this.wakeWorker = wake;
  }
}
