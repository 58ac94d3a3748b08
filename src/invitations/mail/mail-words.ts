import { directionOf, type Language } from '../../platform/templates/language.rules';
import { asHtml, clipped, escapeHtml } from './clean-text.rules';

/** The same words twice: as markup and as text. */
export interface MailLine {
  html: string;
  text: string;
}
/** A link in a sentence; in text its address follows its words, of a mail address only itself is left. */
export interface MailLink {
  href: string;
  words: string;
}

const place = /\{(\w+)\}/g;
const rightToLeftLetter = /[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc]/;
const moments = new Map<string, Intl.DateTimeFormat>();

function momentFormat(language: Language, timeZone: string): Intl.DateTimeFormat {
  const known = moments.get(`${language} ${timeZone}`);
  if (known) return known;
  const wanted = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'long' } as const;
  const format = new Intl.DateTimeFormat(language, { ...wanted, timeZone });
  moments.set(`${language} ${timeZone}`, format);
  return format;
}

/** Words of mails in one language. What is filled in keeps its own direction. */
export class MailWords {
  readonly direction: 'ltr' | 'rtl';

  constructor(
    readonly language: Language,
    private readonly texts: Readonly<Record<string, string>>,
  ) {
    this.direction = directionOf(language);
  }

  /** Without marks around what is filled in, for headers. */
  plain(key: string, values: Readonly<Record<string, string>> = {}): string {
    return (this.texts[key] ?? '').replace(place, (_, name: string) => values[name] ?? '');
  }

  text(key: string, values: Readonly<Record<string, string>> = {}): string {
    return (this.texts[key] ?? '').replace(place, (_, name: string) => this.isolatedText(values[name] ?? ''));
  }

  line(key: string, values: Readonly<Record<string, string | MailLink>> = {}): MailLine {
    const fill = (text: string, of: (value: string | MailLink) => string) => text.replace(place, (_, name: string) => of(values[name] ?? ''));
    const sentence = this.texts[key] ?? '';
    return { html: fill(escapeHtml(sentence), (value) => this.inHtml(value)), text: fill(sentence, (value) => this.inText(value)) };
  }

  /** Words of others as they are. */
  foreign(text: string): MailLine {
    return { html: this.isolated(asHtml(text)), text: this.isolatedText(text) };
  }

  /** At most 60 UTF-16 units: the value is cut to fit. */
  subject(key: string, name: string, value: string): string {
    const room = 60 - this.plain(key).length;
    return this.plain(key, { [name]: clipped(value, room) });
  }

  /** `Thursday, March 5, 2026 at 5:00 PM Central European Standard Time`; in UTC when the zone is not known. */
  moment(at: number, timeZone: string | null | undefined): string {
    try {
      return momentFormat(this.language, timeZone || 'UTC').format(at);
    } catch {
      return momentFormat(this.language, 'UTC').format(at);
    }
  }

  /** `1 hour, 30 minutes` for PT1H30M or 01:30:00; anything else as it is written. */
  duration(written: string): string {
    const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:[\d.]+S)?)?$/i.exec(written);
    const clock = /^(\d{1,4}):(\d\d):\d\d(?:\.\d+)?$/.exec(written);
    const counts = iso ? [iso[1], iso[2], iso[3]] : clock ? ['0', clock[1], clock[2]] : [];
    const units = ['day', 'hour', 'minute'] as const;
    const spans = units.map((unit, i) => ({ unit, count: Number(counts[i] ?? 0) })).filter(({ count }) => count > 0);
    if (!spans.length) return iso || clock ? '' : written;
    const words = spans.map(({ unit, count }) => new Intl.NumberFormat(this.language, { style: 'unit', unit, unitDisplay: 'long' }).format(count));
    return new Intl.ListFormat(this.language, { type: 'unit', style: 'long' }).format(words);
  }

  /** For markup that is escaped already. An attribute, because mail programs drop the element `bdi`. */
  isolated(html: string): string {
    return this.isForeign(html) ? `<span dir="auto">${html}</span>` : html;
  }

  isolatedText(text: string): string {
    return this.isForeign(text) ? text.split('\n').map((line) => (line ? `\u2068${line}\u2069` : '')).join('\n') : text;
  }

  private isForeign(text: string): boolean {
    return text !== '' && (this.direction === 'rtl' || rightToLeftLetter.test(text));
  }

  private inHtml(value: string | MailLink): string {
    return typeof value === 'string' ? this.isolated(asHtml(value)) : `<a href="${escapeHtml(value.href)}">${this.isolated(escapeHtml(value.words))}</a>`;
  }

  private inText(value: string | MailLink): string {
    if (typeof value === 'string') return this.isolatedText(value);
    return value.href.startsWith('mailto:') ? this.isolatedText(value.words) : `${value.words} <${value.href}>`;
  }
}
