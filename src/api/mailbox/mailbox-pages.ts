import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { FindKeptMails, KeptMailLine } from '../../platform/mail/find-kept-mails';
import { Templates } from '../../platform/templates/templates';
import { piecesOf } from './link-text.rules';

type KeptMail = NonNullable<Awaited<ReturnType<FindKeptMails['one']>>>;

const css = readFileSync(join(__dirname, '../../../templates/mailbox/mailbox.css'), 'utf8').trim();
const cssHash = createHash('sha256').update(css).digest('base64');
const common = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' };

/** Headers of the mailbox's own pages: no script, no other origin, in no frame. */
export const pageHeaders = {
  ...common, 'content-security-policy': `default-src 'none'; style-src 'sha256-${cssHash}'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
};
/** Headers of what tenants wrote: a document of no origin that runs and loads nothing, and leads nowhere. */
export const foreignHeaders = {
  ...common, 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
};

const addressOf = (id: string, part = '', application = '') => `/dev/mailbox/view/${encodeURIComponent(id)}${part}${application && `?${new URLSearchParams({ application })}`}`;
const listOf = (application?: string) => `/dev/mailbox${application ? `?${new URLSearchParams({ application })}` : ''}`;
const momentOf = (ms: number) => new Date(ms).toISOString();
const timeOf = (ms: number) => ({ iso: momentOf(ms), words: `${momentOf(ms).slice(0, 19).replace('T', ' ')} UTC` });
const sizeOf = (bytes: number) => (bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KB`);

/** The pages of the mailbox, for developers and therefore in English. */
@Injectable()
export class MailboxPages {
  constructor(private readonly templates: Templates) {}

  list(page: { messages: KeptMailLine[]; more?: string }, asked: { to?: string; more?: string; application?: string }): string {
    const query = (values: Record<string, string | undefined>) => `/dev/mailbox?${new URLSearchParams(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])))}`;
    return this.templates.render('mailbox/list.html.hbs', {
      css, to: asked.to ?? '', application: asked.application ?? '', all: listOf(asked.application), isFirst: !asked.more, older: page.more ? query({ to: asked.to, more: page.more, application: asked.application }) : '', newest: asked.more ? query({ to: asked.to, application: asked.application }) : '',
      messages: page.messages.map((line) => ({ href: addressOf(line.id, '', asked.application), to: line.to, subject: line.subject || '(no subject)', time: timeOf(line.createdAt) })),
    });
  }

  message(mail: KeptMail, application?: string): string {
    return this.templates.render('mailbox/message.html.hbs', {
      css, all: listOf(application), subject: mail.subject || '(no subject)', time: timeOf(mail.createdAt), html: mail.html ? addressOf(mail.id, '/html', application) : '', text: piecesOf(mail.text),
      headers: Object.entries(mail.headers).map(([name, value]) => ({ name, value })),
      attachments: (mail.attachments ?? []).map((file, n) => ({ href: addressOf(mail.id, `/attachments/${n}`, application), name: file.filename, type: file.contentType, size: sizeOf(Buffer.byteLength(file.content)) })),
    });
  }
}
