/** A mail as a feature writes it; the sender's address and the Message-ID are the transport's. */
export interface MailMessage {
  /** Shown before the address of MAIL_FROM. */
  fromName?: string;
  replyTo?: string;
  to: { name?: string; address: string };
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  attachments?: { filename: string; contentType: string; content: string }[];
}
