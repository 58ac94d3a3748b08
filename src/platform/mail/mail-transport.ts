import type { MailMessage } from './mail-message';
import type { QueuedMail } from './mail-queue';

export type Delivery =
  | { state: 'sent' | 'kept'; messageId: string }
  | { state: 'bounced' | 'delayed'; message: string }
  /** Nothing was said about this mail: no mail can be sent at the moment. */
  | { state: 'unreachable'; message: string };

/** Takes messages out of the house, or keeps them. */
export abstract class MailTransport {
  /** Never throws. The Message-ID is made of the mail's key, the same at every try. */
  abstract send(mail: QueuedMail, message: MailMessage): Promise<Delivery>;
  /** Ends open connections; a message on its way is broken off. */
  abstract close(): void;
}
