import ar from '../texts/package.ar.json';
import de from '../texts/package.de.json';
import en from '../texts/package.en.json';
import es from '../texts/package.es.json';
import fr from '../texts/package.fr.json';
import ja from '../texts/package.ja.json';
import { chooseTexts } from './language.rules';

export type TextKey = keyof typeof en;
export type Say = (key: TextKey, places?: Record<string, string>) => string;

const all: Record<string, Record<string, string>> = { en, de, fr, es, ar, ja };

/** The texts of the package in the language of the learner; the gateway may send newer ones. */
export class Texts {
  lang = 'en';
  private newer: Record<string, string> = {};

  constructor(private readonly packageLang: string) {
    this.choose('');
  }

  /** The language of the LMS, then of the browser, then of the package (RELAY 1.11). */
  choose(lmsLang: string): void {
    const browser: string[] = Array.prototype.slice.call(navigator.languages || [navigator.language]);
    this.lang = chooseTexts(Object.keys(all), [lmsLang, ...browser, this.packageLang]);
  }

  get dir(): 'ltr' | 'rtl' {
    return this.lang === 'ar' ? 'rtl' : 'ltr';
  }

  renew(texts: Record<string, string>): void {
    this.newer = texts;
  }

  /** A text with its `{places}` filled; what is filled in keeps its own direction. */
  readonly say: Say = (key, places = {}) => {
    const text = this.newer[`package.${key}`] || all[this.lang]?.[key] || en[key];
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => (places[name] === undefined ? whole : `\u2068${places[name]}\u2069`));
  };
}
