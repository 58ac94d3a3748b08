import { Clock } from '../clock';
import type { Config } from '../config/config';
import { mailDomainOf } from '../config/mail-config.rules';
import { UnitOfWork } from '../database/unit-of-work';
import type { MailMessage } from './mail-message';
import type { QueuedMail } from './mail-queue';
import { plainAddress } from './mail-suppressions';
import { type Delivery, MailTransport } from './mail-transport';

/** The whole message as it would have been sent. */
export type KeptMessage = Pick<MailMessage, 'html' | 'text' | 'attachments'> & { headers: Record<string, string> };

const mailbox = (name: string | undefined, address: string) => (name ? `"${name.replace(/["\\]/g, '\\$&')}" <${address}>` : address);

/** Without a mail server: keeps every message in the database, where the mailbox shows it. */
export class KeptMailTransport extends MailTransport {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    super();
  }

  async send(mail: QueuedMail, message: MailMessage): Promise<Delivery> {
    const { html, text, attachments } = message;
    const messageId = `<${mail.mailKey}@${mailDomainOf(this.config.publicUrl)}>`;
    const now = this.clock.now();
    const kept: KeptMessage = { html, text, attachments, headers: this.headersOf(message, messageId, now) };
    const known = this.unit.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE mail_key = mail_key' : 'ON CONFLICT DO NOTHING'; // kept by a life that was killed before it could settle
    const columns = 'mail_key, application_id, recipient, address, subject, message, created_at';
    const values = [mail.mailKey, mail.applicationId, plainAddress(message.to.address), message.to.address, message.subject.replace(/\0/g, ''), JSON.stringify(kept), now];
    try {
      await this.unit.run(() => this.unit.execute(`INSERT INTO kept_mails (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ${known}`, values));
      return { state: 'kept', messageId };
    } catch (error) {
      return { state: 'unreachable', message: `the database does not keep it (${error instanceof Error ? error.message : String(error)})` };
    }
  }

  close(): void {}

  private headersOf(message: MailMessage, messageId: string, now: number): Record<string, string> {
    const { name, address } = this.config.mailFrom;
    return {
      From: mailbox(message.fromName ?? name, address), ...(message.replyTo ? { 'Reply-To': message.replyTo } : {}), To: mailbox(message.to.name, message.to.address), Subject: message.subject,
      Date: new Date(now).toUTCString(), 'Message-ID': messageId, ...message.headers,
    };
  }
}
