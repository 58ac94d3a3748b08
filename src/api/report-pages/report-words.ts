import type { Language } from '../../platform/templates/language.rules';

/** What a language is called in itself. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', ar: 'العربية', ja: '日本語' };

const place = /\{(\w+)\}/g;
const isolated = (text: string) => `\u2068${text}\u2069`;

/** The texts of report pages in one language, and days and numbers as it writes them. */
export class ReportWords {
  private readonly days: Intl.DateTimeFormat;
  private readonly shortDays: Intl.DateTimeFormat;
  private readonly numbers: Intl.NumberFormat;
  private readonly shares: Intl.NumberFormat;

  constructor(
    readonly lang: Language,
    private readonly texts: Readonly<Record<string, string>>,
    /** The same language as its country writes dates, such as `en-GB`. */
    region: string = lang,
  ) {
    this.days = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeZone: 'UTC' });
    this.shortDays = new Intl.DateTimeFormat(region, { day: 'numeric', month: 'short', timeZone: 'UTC' });
    this.numbers = new Intl.NumberFormat(region);
    this.shares = new Intl.NumberFormat(region, { style: 'percent', maximumFractionDigits: 0 });
  }

  /** A plain text; what is filled in keeps its own direction. */
  text(key: string, values: Record<string, string> = {}): string {
    return (this.texts[key] ?? '').replace(place, (_, name: string) => isolated(values[name] ?? ''));
  }

  day(at: number): string {
    return this.days.format(at);
  }

  shortDay(at: number): string {
    return this.shortDays.format(at);
  }

  number(value: number): string {
    return this.numbers.format(value);
  }

  /** `40%`; nothing of nothing. */
  share(part: number, whole: number): string {
    return whole ? this.shares.format(part / whole) : '';
  }
}
