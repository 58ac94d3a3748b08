import Handlebars from 'handlebars';
import type { Language } from '../../platform/templates/language.rules';

/** Markup that is escaped already; everything else in a page is escaped when it is filled in. */
export type Html = Handlebars.SafeString;

/** What a language is called in itself. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', ar: 'العربية', ja: '日本語' };

const place = /\{(\w+)\}/g;
const isolate = (text: string) => `\u2068${text}\u2069`;

/** The texts of the learners' pages in one language, and moments and spans in its words. */
export class PageWords {
  constructor(
    readonly lang: Language,
    private readonly texts: Readonly<Record<string, string>>,
    /** The same language as its country writes dates, such as `en-GB`. */
    private readonly region: string = lang,
  ) {}

  has(key: string): boolean {
    return key in this.texts;
  }

  /** A plain text; what is filled in keeps its own direction. */
  text(key: string, values: Record<string, string> = {}): string {
    return (this.texts[key] ?? '').replace(place, (_, name: string) => isolate(values[name] ?? ''));
  }

  /** The same as markup: what is filled in is escaped, unless it is markup. */
  html(key: string, values: Record<string, string | Html> = {}): Html {
    const text = Handlebars.escapeExpression(this.texts[key] ?? '');
    return new Handlebars.SafeString(text.replace(place, (_, name: string) => inlineHtml(values[name] ?? '')));
  }

  /** Such as `Thursday, March 5, 2026 at 5:00 PM Central European Standard Time`. */
  moment(at: number, timeZone: string): string {
    const wanted = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'long', timeZone } as const;
    return new Intl.DateTimeFormat(this.region, wanted).format(at);
  }

  /** Such as `5 minutes`, rounded up. */
  span(seconds: number): string {
    const minutes = Math.max(1, Math.ceil(seconds / 60));
    const [count, unit] = minutes > 90 ? [Math.ceil(minutes / 60), 'hour'] : [minutes, 'minute'];
    return new Intl.NumberFormat(this.lang, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  }
}

const inlineHtml = (value: string | Html) => (typeof value === 'string' ? `<bdi>${Handlebars.escapeExpression(value)}</bdi>` : value.toString());

/** A link; its text is escaped. */
export function linkTo(href: string, text: string): Html {
  return new Handlebars.SafeString(`<a href="${Handlebars.escapeExpression(href)}">${Handlebars.escapeExpression(text)}</a>`);
}

/** Words of others, such as a course's title: they keep their own direction. */
export function foreign(text: string): Html {
  return new Handlebars.SafeString(inlineHtml(text));
}

/** At most `length` characters of `text`, cut between two of them. */
export function clipped(text: string, length: number): string {
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.length <= length && text.length <= 2 * length + 2 ? text : `${characters.slice(0, length).join('')}…`;
}
