import { createTransport, type SMTPPoolOptions } from 'nodemailer';
import type { Config } from '../config/config';
import { mailDomainOf, type SmtpServer } from '../config/mail-config.rules';
import type { MailMessage } from './mail-message';
import type { QueuedMail } from './mail-queue';
import { type Delivery, MailTransport } from './mail-transport';
import { fateOf, type SmtpError, wordsOf } from './smtp-answer.rules';

/** No message takes longer, however slowly the server trickles its answers. */
const longestMs = 10 * 60_000;

const poolOf = (server: SmtpServer, domain: string, maxConnections: number): SMTPPoolOptions & { pool: true } => ({
  pool: true, maxConnections, maxMessages: 500, maxRequeues: 2, idleTimeout: 30_000,
  host: server.host, port: server.port, secure: server.secure, ignoreTLS: server.ignoreTls, requireTLS: server.requireTls,
  tls: { rejectUnauthorized: server.rejectUnauthorized, ...(server.servername ? { servername: server.servername } : {}) },
  ...(server.user ? { auth: { user: server.user, pass: server.password ?? '' } } : {}),
  ...(server.name || domain.includes('.') ? { name: server.name ?? domain } : {}),
  connectionTimeout: server.connectionTimeout, greetingTimeout: server.greetingTimeout, socketTimeout: server.socketTimeout,
  disableFileAccess: true, disableUrlAccess: true,
});

const patienceMs = 10_000;

/** Why the server of SMTP_URL does not take us in; `undefined` when it does. Sends nothing. */
export async function faultOfSmtp(server: SmtpServer, config: Config): Promise<string | undefined> {
  const soon = (milliseconds: number) => Math.min(milliseconds, patienceMs);
  const hasty = { ...server, connectionTimeout: soon(server.connectionTimeout), greetingTimeout: soon(server.greetingTimeout), socketTimeout: soon(server.socketTimeout) };
  const transporter = createTransport(poolOf(hasty, mailDomainOf(config.publicUrl), 1));
  try {
    await transporter.verify();
    return undefined;
  } catch (error) {
    return wordsOf(error as SmtpError);
  } finally {
    transporter.close();
  }
}

/** Sends through the server of SMTP_URL, over connections that stay open while there is mail. */
export class SmtpMailTransport extends MailTransport {
  private readonly transporter;
  private readonly domain: string;
  /** Message-IDs the server has been told of; what fails before is not the message's fault. */
  private readonly begun = new Set<string>();
  private closed = false;

  constructor(
    server: SmtpServer,
    private readonly config: Config,
  ) {
    super();
    this.domain = mailDomainOf(config.publicUrl);
    this.transporter = createTransport(poolOf(server, this.domain, config.mailConnections));
    this.transporter.use('stream', (mail, done) => {
      mail.message.processFunc((input) => {
        this.begun.add(String(mail.data.messageId)); // the pool reads a message once its connection is logged in
        return input;
      });
      done();
    });
  }

  async send(mail: QueuedMail, message: MailMessage): Promise<Delivery> {
    const messageId = `<${mail.mailKey}@${this.domain}>`;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), longestMs);
    try {
      await this.transporter.sendMail({ ...this.partsOf(message), messageId, signal: late.signal });
      return { state: 'sent', messageId };
    } catch (error) {
      const fate = this.closed ? 'unreachable' : fateOf(error as SmtpError, this.begun.has(messageId));
      return { state: fate, message: wordsOf(error as SmtpError) };
    } finally {
      clearTimeout(timer);
      this.begun.delete(messageId);
    }
  }

  close(): void {
    this.closed = true;
    this.transporter.close({ force: true });
  }

  private partsOf({ to, fromName, ...message }: MailMessage) {
    const { name, address } = this.config.mailFrom;
    return { ...message, from: { name: fromName ?? name ?? '', address }, to: { name: to.name ?? '', address: to.address }, xMailer: false as const };
  }
}
