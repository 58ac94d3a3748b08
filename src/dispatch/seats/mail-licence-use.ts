import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { MailMessage } from '../../platform/mail/mail-message';
import { MailQueue, type QueuedMail } from '../../platform/mail/mail-queue';
import { Templates } from '../../platform/templates/templates';
import { type LicenceMail, licenceMailKind } from './tell-licence-use';

const automatic = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' };
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 200);

/** Writes the mails that tell a vendor how much of a licence is used; they are for the vendor's own people, in English. */
@Injectable()
export class MailLicenceUse implements OnModuleInit {
  constructor(
    private readonly mails: MailQueue,
    private readonly templates: Templates,
  ) {}

  onModuleInit(): void {
    this.mails.handle(licenceMailKind, { compose: (mails) => Promise.resolve(mails.map((mail) => this.write(mail))) });
  }

  private write(mail: QueuedMail): MailMessage {
    const told = mail.data as unknown as LicenceMail;
    const texts = this.templates.textsOf('licence', 'en');
    const values: Record<string, string> = {
      percent: String(told.percent), count: String(told.count), cap: String(told.cap), counted: texts[told.counted] ?? told.counted, destination: oneLine(told.destinationName), course: oneLine(told.courseTitle),
      what: oneLine(told.scope === 'dispatch' ? `${told.courseTitle} · ${told.destinationName}` : told.destinationName),
    };
    const fill = (key: string) => (texts[key] ?? '').replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
    const line = (text: string) => ({ text, html: escaped(text) });
    const fact = (key: string, value: string) => ({ term: fill(key), value, text: `${fill(key)}: ${value}` });
    const isFull = told.count >= told.cap;
    const content = {
      subject: fill(isFull ? 'subject.full' : 'subject'), preheader: fill('used.value'), eyebrow: line(fill(`eyebrow.${told.scope}`)), heading: line(values['what'] ?? ''),
      lines: [line(fill(isFull ? 'intro.full' : 'intro'))], body: '', code: '', button: '', address: '', items: [],
      facts: [fact('used', fill('used.value')), fact('destination', `${values['destination']} (${told.destinationId})`), ...(told.scope === 'dispatch' ? [fact('dispatch', `${values['course']} (${told.dispatchId})`)] : [])],
      notes: [line(fill('note'))], lang: 'en', dir: 'ltr', start: 'left',
    };
    const text = this.templates.render('mail/mail.txt.hbs', content).split('\n').map((one) => one.trimEnd()).join('\n').replace(/\n{3,}/g, '\n\n').trim();
    return { to: { address: mail.to }, subject: content.subject, html: this.templates.render('mail/mail.html.hbs', content), text: `${text}\n`, headers: automatic };
  }
}
