import type { Language } from '../../platform/templates/language.rules';

/** What a language is called in itself. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', ar: 'العربية', ja: '日本語' };

const isolated = (text: string) => `\u2068${text}\u2069`;
type Texts = Readonly<Record<string, string>>;

/** The texts of the page in one language, with those of refusals and of the self-test, and moments as it writes them. */
export class DiagnosisWords {
  private readonly moments: Intl.DateTimeFormat;
  private readonly times: Intl.DateTimeFormat;

  constructor(
    readonly lang: Language,
    private readonly texts: { own: Texts; refusals: Texts; selfTest: Texts; package: Texts },
  ) {
    this.moments = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
    this.times = new Intl.DateTimeFormat(lang, { timeStyle: 'medium', timeZone: 'UTC' });
  }

  /** A plain text; what is filled in keeps its own direction. */
  text(key: string, values: Record<string, string> = {}): string {
    return fill(this.texts.own[key] ?? key, values);
  }

  has(key: string): boolean {
    return key in this.texts.own;
  }

  refusal(code: string): string {
    return this.texts.refusals[`${code}.heading`] ?? code;
  }

  selfTest(key: string): string {
    return this.texts.selfTest[key] ?? key;
  }

  /** What a self-test ended with, in the words in which the learner's page said it. */
  verdict(code: string): string {
    const inPackage = { 'no-api': 'no-api', init: 'init-failed', unreachable: 'unreachable' }[code];
    if (inPackage) return this.texts.package[`${inPackage}.heading`] ?? code;
    return this.texts.selfTest[`${code}.heading`] ?? this.refusal(code);
  }

  moment(at: number): string {
    return `${this.moments.format(at)} UTC`;
  }

  time(at: number): string {
    return this.times.format(at);
  }
}

const fill = (text: string, values: Record<string, string>): string => text.replace(/\{(\w+)\}/g, (_, name: string) => isolated(values[name] ?? ''));
