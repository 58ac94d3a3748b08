import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock';
import type { ClaimedMail } from './mail-claims';
import type { MailMessage } from './mail-message';
import { type MailHandler, MailQueue } from './mail-queue';

export interface ComposedMail {
  mail: ClaimedMail;
  message: MailMessage;
}
export interface Composed {
  composed: ComposedMail[];
  unwanted: ClaimedMail[];
  failed: ClaimedMail[];
}

const mailsAtOnce = 50;
const quietMs = 60_000;

/** Has the mails of a batch written by the handlers of their kinds. */
@Injectable()
export class ComposeMails {
  private readonly log = new Logger(ComposeMails.name);
  /** When a fault of a kind was told last. */
  private readonly told = new Map<string, number>();

  constructor(
    private readonly queue: MailQueue,
    private readonly clock: Clock,
  ) {}

  /** In the order of `mails`. A mail that cannot be written takes no other with it. */
  async run(mails: readonly ClaimedMail[]): Promise<Composed> {
    const messages = new Map<ClaimedMail, MailMessage | undefined>();
    for (const kind of new Set(mails.map((mail) => mail.kind))) {
      const handler = this.queue.handlerOf(kind);
      const ofKind = mails.filter((mail) => mail.kind === kind);
      for (let at = 0; handler && at < ofKind.length; at += mailsAtOnce) await this.write(handler, ofKind.slice(at, at + mailsAtOnce), messages);
    }
    const result: Composed = { composed: [], unwanted: [], failed: [] };
    for (const mail of mails) {
      const message = messages.get(mail);
      if (message) result.composed.push({ mail, message });
      else (messages.has(mail) ? result.unwanted : result.failed).push(mail);
    }
    return result;
  }

  /** All at once; when that fails one by one, so that only the culprits wait. */
  private async write(handler: MailHandler, mails: readonly ClaimedMail[], messages: Map<ClaimedMail, MailMessage | undefined>): Promise<void> {
    try {
      const written = await handler.compose(mails);
      if (written.length !== mails.length) throw new Error(`${mails.length} messages were asked for and ${written.length} came`);
      mails.forEach((mail, n) => messages.set(mail, written[n]));
    } catch (error) {
      this.tell(mails[0]?.kind ?? '', error);
      if (mails.length > 1) for (const mail of mails) await this.write(handler, [mail], messages);
    }
  }

  private tell(kind: string, error: unknown): void {
    const now = this.clock.now();
    if (now - (this.told.get(kind) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
    this.told.set(kind, now);
    this.log.error(`mails of kind ${kind} could not be written and wait: ${error instanceof Error ? error.stack : error}`);
  }
}
