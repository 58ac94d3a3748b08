import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import type { MailMessage } from '../../platform/mail/mail-message';
import type { Language } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import { WeightedCache } from '../../platform/weighted-cache';
import { cleanLines, clipped, escapeHtml, nameOf, oneLine } from './clean-text.rules';
import { type CompiledBody, compileBody } from './compile-body.rules';
import { dueDateCalendar } from './due-date-calendar';
import { type MailLine, type MailLink, MailWords } from './mail-words';
import { fillHtml, fillSubject, fillText, type PlaceholderValues } from './placeholders.rules';
import { sanitisedBody } from './sanitise-body';

export interface InvitationMail {
  kind: 'invitation' | 'reminder';
  language: Language;
  vendor: string;
  /** Mail address of who invites. */
  sender: string;
  course: { title: string; description?: string; duration?: string };
  recipient: { email: string; firstName?: string | null; lastName?: string | null; fields?: Record<string, string> };
  url: string;
  subject?: string | null;
  body?: string | null;
  dueAt?: number | null;
  expiresAt?: number | null;
  timeZone?: string | null;
  calendar?: { uid: string; sequence: number };
  stopUrl?: string;
}

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  attachments?: MailMessage['attachments'];
}

interface CourseLink {
  course: string;
  url: string;
  state: 'new' | 'started' | 'completed';
  dueAt?: number | null;
}

interface Fact {
  term: string;
  value: string;
  /** Both, for the text part. */
  text: string;
}

/** What a mail says, from top to bottom; the two parts are filled from the same. */
interface MailContent {
  subject: string;
  /** Shown by mail programs beside the subject. */
  preheader: string;
  eyebrow: MailLine;
  heading: MailLine;
  lines?: MailLine[];
  body?: MailLine;
  code?: string;
  facts?: Fact[];
  button?: { words: string; url: string };
  address?: { words: string; url: string };
  items?: { course: MailLine; facts: string[]; url: string; words: string }[];
  notes: MailLine[];
}

/** An invitation whose texts of others are clean, and what follows from it. */
interface Prepared {
  mail: InvitationMail;
  words: MailWords;
  values: PlaceholderValues;
  isOverdue: boolean;
}

// RFC 3834 5: no person writes any of them to this reader by hand, so answering machines shall keep quiet: each answer would go to the
// inviting person. Exchange heeds only its own header for that; bounces are not affected by either.
const automatic = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' };
const cachedBodies = 8_000_000;
const mailAddress = /^[^\s@<>"]+@[^\s@<>"]+$/;
const writeTo = (address: string): MailLink => ({ href: `mailto:${encodeURIComponent(address).replaceAll('%40', '@')}`, words: address });

/** Writes the mails of invitations. Whatever a tenant, sender or learner has typed is text in them; only the sender's body may be markup, of the kind sanitise-body.ts lets through. */
@Injectable()
export class RenderMail {
  private readonly words = new Map<Language, MailWords>();
  private readonly bodies = new WeightedCache<CompiledBody & { length: number }>(cachedBodies, (body) => body.length);
  private readonly durations = new WeightedCache<string>(1000, () => 1);

  constructor(
    private readonly templates: Templates,
    private readonly clock: Clock,
  ) {}

  invitation(mail: InvitationMail): RenderedMail {
    const prepared = this.prepare(mail);
    const { words, values } = prepared;
    const own = mail.body?.trim() ? this.body(mail.body, words) : undefined;
    const attachments = this.attachments(prepared);
    const facts = this.facts(prepared);
    const lines = this.lines(prepared, own !== undefined);
    const content = this.content(words, {
      subject: this.subject(prepared),
      preheader: clipped(oneLine([facts.find(({ term }) => term === words.text('fact.due'))?.text, words.text(`${mail.kind}.intro`, { sender: values.SENDER })].filter(Boolean).join(' · ')), 160),
      eyebrow: words.line(`${mail.kind}.eyebrow`, { vendor: values.VENDOR }), heading: words.foreign(values.COURSE), lines, facts,
      ...(own && { body: { html: fillHtml(own.html, values, (html) => words.isolated(html)), text: fillText(own.text, values, (text) => words.isolatedText(text)) } }),
      ...(!own?.hasLink && { button: { words: words.text('open'), url: values.URL } }),
      ...(!own?.showsAddress && { address: { words: words.text(own?.hasLink ? 'address.own' : 'address'), url: values.URL } }),
      notes: this.notes(prepared, attachments !== undefined),
    });
    const stop: Record<string, string> = mail.stopUrl ? { 'List-Unsubscribe': `<${oneLine(mail.stopUrl).replace(/[\s<>]/g, '')}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {};
    return { ...content, headers: { ...automatic, ...stop }, ...(attachments && { attachments }) };
  }

  /** A code of a few digits that proves that its reader reads the mail to the address. */
  code(of: { language: Language; vendor: string; course: string; code: string }): RenderedMail {
    const words = this.wordsOf(of.language);
    const [vendor, course, code] = [oneLine(of.vendor), oneLine(of.course), oneLine(of.code)];
    const content = this.content(words, {
      subject: words.subject('code.subject', 'code', code), preheader: words.text('code.intro', { course }), eyebrow: words.foreign(vendor), heading: words.line('code.heading'),
      lines: [words.line('code.intro', { course })], code, notes: [words.line('code.short'), words.line('code.ignore'), words.line('code.why', { vendor })],
    });
    return { ...content, headers: { ...automatic } };
  }

  /** All links of one address; at least one. */
  links(of: { language: Language; vendor: string; items: CourseLink[]; timeZone?: string | null }): RenderedMail {
    const words = this.wordsOf(of.language);
    const vendor = oneLine(of.vendor);
    const items = of.items.map(({ course, url, state, dueAt }) => ({
      course: words.foreign(oneLine(course)), url: oneLine(url), words: words.text('open'),
      facts: [words.text(`state.${state}`), ...(dueAt ? [words.text('fact', { term: words.text('fact.due'), value: words.moment(dueAt, of.timeZone) })] : [])],
    }));
    const content = this.content(words, {
      subject: words.subject('links.subject', 'vendor', vendor), preheader: words.text('links.intro'), eyebrow: words.foreign(vendor), heading: words.line('links.heading'),
      lines: [words.line('links.intro')], items, notes: [words.line('links.why', { vendor })],
    });
    return { ...content, headers: { ...automatic } };
  }

  private prepare(mail: InvitationMail): Prepared {
    const words = this.wordsOf(mail.language);
    const { course, recipient, dueAt, expiresAt, timeZone } = mail;
    const sender = oneLine(mail.sender);
    const email = oneLine(recipient.email);
    const values: PlaceholderValues = {
      COURSE: oneLine(course.title), COURSE_DESCRIPTION: cleanLines(course.description ?? ''), COURSE_DURATION: this.duration(oneLine(course.duration ?? ''), words),
      USER: nameOf(recipient) || email, FIRST_NAME: nameOf({ firstName: recipient.firstName }), LAST_NAME: nameOf({ lastName: recipient.lastName }), EMAIL: email,
      SENDER: sender || oneLine(mail.vendor), VENDOR: oneLine(mail.vendor) || sender, URL: oneLine(mail.url), fields: recipient.fields ?? {},
      DUE: dueAt == null ? '' : words.moment(dueAt, timeZone), EXPIRES: expiresAt == null ? '' : words.moment(expiresAt, timeZone),
    };
    return { mail, words, values, isOverdue: dueAt != null && dueAt <= this.clock.now() };
  }

  private subject({ mail, words, values }: Prepared): string {
    const own = clipped(fillSubject(mail.subject ?? '', values), 200);
    if (!own) return words.subject(`${mail.kind}.subject`, 'course', values.COURSE);
    return mail.kind === 'reminder' ? words.plain('reminder.ownSubject', { subject: own }) : own;
  }

  private lines({ mail, words, values, isOverdue }: Prepared, hasBody: boolean): MailLine[] {
    const name = nameOf(mail.recipient);
    const hello = name ? words.line('hello.named', { name }) : words.line('hello');
    const reminding = words.line(isOverdue ? 'reminder.overdue' : 'reminder.intro', { due: values.DUE });
    if (mail.kind === 'reminder') return hasBody ? [reminding] : [hello, reminding];
    if (hasBody) return [];
    const about = values.COURSE_DESCRIPTION ? [words.foreign(clipped(values.COURSE_DESCRIPTION, 600))] : [];
    return [hello, words.line('invitation.intro', { sender: values.SENDER }), ...about, words.line('invitation.how')];
  }

  private facts({ words, values, isOverdue }: Prepared): Fact[] {
    const known: [string, string][] = [['fact.due', isOverdue ? '' : values.DUE], ['fact.duration', values.COURSE_DURATION], ['fact.expires', values.EXPIRES]];
    return known.filter(([, value]) => value).map(([key, value]) => ({ term: words.text(key), value, text: words.plain('fact', { term: words.text(key), value }) }));
  }

  private notes({ mail, words, values }: Prepared, hasCalendar: boolean): MailLine[] {
    const { VENDOR: vendor, SENDER: sender, EMAIL: email } = values;
    return [
      ...(hasCalendar ? [words.line('note.calendar')] : []),
      words.line('note.personal'),
      ...(mailAddress.test(sender) ? [words.line('note.contact', { sender: writeTo(sender) })] : []),
      words.line(`${mail.kind}.why`, { vendor, sender, email }),
      ...(mail.stopUrl ? [words.line('reminder.stop', { link: { href: oneLine(mail.stopUrl), words: words.text('reminder.stopLink', { vendor }) } })] : []),
    ];
  }

  /** Nothing without a due moment that lies ahead. */
  private attachments({ mail, words, values, isOverdue }: Prepared): MailMessage['attachments'] {
    const { calendar, dueAt } = mail;
    if (!calendar || dueAt == null || isOverdue || !mailAddress.test(values.SENDER)) return undefined;
    const { VENDOR: vendor, SENDER: sender } = values;
    return [
      dueDateCalendar({
        uid: oneLine(calendar.uid), sequence: calendar.sequence, dueAt, now: this.clock.now(), summary: words.plain('calendar.summary', { course: values.COURSE }),
        description: words.plain('calendar.description', { vendor, sender }), organizer: { name: vendor, email: sender },
      }),
    ];
  }

  /** The same body goes to many: it is sanitised and read once. */
  private body(body: string, words: MailWords): CompiledBody {
    const key = `${words.language} ${body}`;
    const known = this.bodies.get(key);
    if (known) return known;
    const compiled = { ...compileBody(sanitisedBody(cleanLines(body)), escapeHtml(words.text('open'))), length: 4 * body.length + 100 };
    this.bodies.set(key, compiled);
    return compiled;
  }

  private duration(written: string, words: MailWords): string {
    const key = `${words.language} ${written}`;
    const known = this.durations.get(key);
    const duration = known ?? words.duration(written);
    if (known === undefined) this.durations.set(key, duration);
    return duration;
  }

  private wordsOf(language: Language): MailWords {
    const known = this.words.get(language);
    const words = known ?? new MailWords(language, this.templates.textsOf('mail', language));
    if (!known) this.words.set(language, words);
    return words;
  }

  private content(words: MailWords, content: MailContent): Pick<RenderedMail, 'subject' | 'html' | 'text'> {
    const values = {
      body: '', code: '', lines: [], facts: [], items: [], button: '', address: '', ...content,
      lang: words.language, dir: words.direction, start: words.direction === 'rtl' ? 'right' : 'left',
    };
    const lines = this.templates.render('mail/mail.txt.hbs', values).split('\n').map((line) => line.trimEnd());
    return { subject: content.subject, html: this.templates.render('mail/mail.html.hbs', values), text: `${lines.join('\n').replace(/\n{3,}/g, '\n\n').trim()}\n` };
  }
}
